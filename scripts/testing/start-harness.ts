import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { WORKSPACE_FILE } from '../../orchestrator/core/definition/walkthrough.ts';
import { createTemporaryWorkspace, removeTemporaryWorkspace } from '../cli/temporary-workspace.ts';
import { AppError } from '../../orchestrator/common/errors/app-error.ts';
import { createHarness } from './create-harness.ts';
import type { Harness } from './harness.ts';
import { startBeside } from './start-processes.ts';
import { startHere } from './start-in-process.ts';
import { assignPorts, type TestDefinition } from './test-definition.ts';

/** What a harness is started with; everything may be left out. */
export interface HarnessOptions {
  /**
   * Text of a workspace file, or what it says. Every region gets ports of its own, whatever it names.
   * Default: the walkthrough, two regions in two phases that each wait for an approval.
   */
  definition?: string | TestDefinition;
  /**
   * A program of your own that deploys the regions: the path of a TypeScript file, or its URL
   * (`new URL('./program.ts', import.meta.url)`). Default: what the definition names.
   */
  program?: string | URL;
  /** What makes deployments match. Default: `embedded`; `pulumi` is the real CLI. */
  engine?: 'embedded' | 'pulumi';
  /**
   * What a region is: a service in this process, which starts at once; a process of its own; or a container.
   * Default: `in-process` with the embedded engine, where no program is given; else `process`.
   */
  runtime?: 'in-process' | 'process' | 'docker';
  /** How many times as fast as real the pipeline's time runs; 0: it is frozen until it is advanced. Default: 0. */
  speed?: number | 'real';
  /** When the pipeline's time begins, ISO 8601: a Friday, say. Default: now. Not where time is real. */
  startAt?: string;
  /** The actor where an action names none. Default: `test`. */
  actor?: string;
}

/**
 * Starts a whole ColorTeller on free ports, in a workspace of its own below the system's temporary folder; many may run
 * side by side. It resolves once the control plane answers; regions may still be on their way, which expectations await.
 * @throws AppError WORKSPACE_INVALID, BAD_INPUT, or what a tool that is missing leads to (PULUMI_MISSING, DOCKER_UNAVAILABLE).
 */
export async function startHarness(options: HarnessOptions = {}): Promise<Harness> {
  const { engine = 'embedded', actor = 'test', speed = 0 } = options;
  const isOurs = engine === 'embedded' && options.program === undefined;
  const runtime = options.runtime ?? (isOurs ? 'in-process' : 'process');
  if (runtime === 'in-process' && engine === 'pulumi') throw neverTogether();
  const program = options.program === undefined ? undefined : moduleOf(options.program);
  const text = await assignPorts(options.definition, program && PROGRAM_FILE);
  const workspace = await createTemporaryWorkspace();
  const remove = () => removeTemporaryWorkspace(workspace);
  try {
    await writeFile(path.join(workspace, WORKSPACE_FILE), text);
    if (program !== undefined) {
      const module = `export { default } from ${JSON.stringify(program)};\n`;
      await writeFile(path.join(workspace, PROGRAM_FILE), module);
    }
    const time = speed === 'real' ? {} : { speed, ...startOf(options.startAt) };
    const start = { workspace, ...time };
    const running =
      runtime === 'in-process'
        ? await startHere({ ...start, text })
        : await startBeside({ ...start, engine, runtime });
    return createHarness({
      ...running,
      workspace,
      actor,
      stop: async () => {
        await running.stop();
        await remove();
      },
    });
  } catch (error) {
    await remove();
    throw error;
  }
}

/** In the workspace: it hands on the one that is given, which stays where its imports are. */
const PROGRAM_FILE = './program.ts';

function moduleOf(program: string | URL): string {
  return program instanceof URL || program.startsWith('file:')
    ? fileURLToPath(program)
    : path.resolve(program);
}

function neverTogether(): AppError {
  return new AppError('BAD_INPUT', 'the engine "pulumi" cannot deploy regions into this process', {
    action: 'Leave runtime out, or make it "process" or "docker".',
  });
}

function startOf(startAt: string | undefined): { startAtMs?: number } {
  if (startAt === undefined) return {};
  const startAtMs = Date.parse(startAt);
  if (!Number.isNaN(startAtMs)) return { startAtMs };
  throw new AppError('BAD_INPUT', `startAt: "${startAt}" is not a time`, {
    action: 'Write for example: 2026-01-09T15:00:00Z.',
  });
}
