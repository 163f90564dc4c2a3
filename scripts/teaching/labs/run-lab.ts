import type { Access } from '../../../orchestrator/control-plane/server/access.ts';
import type { RunningOrchestrator, RunOptions } from '../../../orchestrator/main.ts';
import type { CommandContext } from '../../cli/command-context.ts';
import type { EngineOptions } from '../../cli/commands/run-options.ts';
import { workspaceFlag } from '../../cli/commands/workspace-option.ts';
import { paintFor, type Paint } from '../../cli/render/paint.ts';
import { renderReady } from '../../cli/render/render-ready.ts';
import { runForeground } from '../../cli/run-foreground.ts';
import { attachHarness } from '../../testing/attach-harness.ts';
import { loadStart, type Lab } from './catalog.ts';
import type { LabStart } from './lab.ts';
import { readMark, writeMark, type LabMark } from './lab-mark.ts';
import { freshWorkspace, removeLabWorkspace } from './lab-workspace.ts';
import { renderIntroduction, renderStep } from './render-guide.ts';
import { realClock } from '../../../orchestrator/common/real-clock.ts';
import type { StateView } from '../../../orchestrator/control-plane/view/state-view.ts';
import { AppError } from '../../../orchestrator/common/errors/app-error.ts';
import { withTimeout } from '../../../orchestrator/common/with-deadline.ts';
import type { ControlClient } from '../../cli/client/control-client.ts';

export interface LabOptions extends EngineOptions {
  workspace: string;
  port: number;
  open?: true;
  json?: true;
  /** Where it listens, and who may frame its page. Default: loopback, no frame. */
  access?: Access;
  /** Called when the lab is ready: after the start, and after each reset. */
  onReady?: (orchestrator: RunningOrchestrator) => void;
}

/** Runs a lab in the foreground until Ctrl-C, and again after a reset; removes everything at the end. */
export async function runLab(
  context: CommandContext,
  lab: Lab,
  options: LabOptions,
): Promise<void> {
  const { workspace, port } = options;
  const { env, signal } = context;
  const start = await loadStart(lab);
  const ports = port === 0 ? 'any' : 'usual';
  const run: RunOptions = {
    ...options,
    loopEveryMs: null,
    newRegionPorts: ports,
    env,
    ...(start.speed === undefined ? {} : { speed: start.speed }),
    ...(start.startAt === undefined ? {} : { startAtMs: Date.parse(start.startAt) }),
  };
  for (let again = true, opens = options.open === true; again; opens = false) {
    const startedAtMs = realClock.nowMs();
    const mark = await freshWorkspace({ workspace, lab, start, ports, startedAtMs, env });
    try {
      await runForeground(context, {
        run,
        onInterrupt: { destroy: true, unprotect: true },
        isJson: options.json === true,
        opens,
        prepare: async (orchestrator, ending) => {
          await prepareLab(start, mark, { workspace, signal: ending });
          options.onReady?.(orchestrator);
        },
        announce: (orchestrator) => firstScreen(paintFor(context.stdout), lab, orchestrator),
      });
      again = (await readMark(workspace))?.again === true && !signal.aborted;
    } finally {
      await removeLabWorkspace(workspace, env);
    }
  }
}

async function prepareLab(
  { prepare }: LabStart,
  mark: LabMark,
  { workspace, signal }: { workspace: string; signal: AbortSignal },
): Promise<void> {
  const harness = await attachHarness({ workspace }, { actor: 'lab' });
  await waitUntilDeployed(harness.client, signal);
  signal.throwIfAborted();
  await prepare?.(harness);
  await writeMark(workspace, { ...mark, isReady: true });
}

function firstScreen(paint: Paint, { guide }: Lab, orchestrator: RunningOrchestrator): string[] {
  const where = workspaceFlag(orchestrator.workspace);
  const command = (verb: string, does: string) =>
    `  ${paint('cyan', `npx colorteller lab ${verb.padEnd(6)}${where}`)}  ${does}`;
  return [
    '',
    ...renderReady(paint, orchestrator),
    '',
    ...renderIntroduction(paint, guide),
    '',
    ...renderStep(paint, guide, 0),
    '',
    paint('bold', 'In another terminal, in this same folder:'),
    command('show', 'all steps'),
    command('check', 'which goals are not reached yet, and what to check'),
    command('hint', 'a hint, then the next one'),
    command('reset', 'restart the lab'),
    'Ctrl-C ends the lab and removes everything.',
    '',
  ];
}

/** The slowest are containers on a busy machine. */
const DEADLINE_MS = 120_000;

/**
 * Waits until each stack was tried once, and each region of those that succeeded answers.
 * @throws AppError TIMEOUT
 */
async function waitUntilDeployed(client: ControlClient, signal: AbortSignal): Promise<void> {
  const isOver = await withTimeout(DEADLINE_MS, signal, async (end) => {
    for await (const state of client.watch(end)) if (isTried(state)) return true;
    return signal.aborted;
  });
  if (isOver) return;
  throw new AppError('TIMEOUT', `the regions were not deployed within ${DEADLINE_MS / 1000} s`, {
    action: 'Read orchestrator.log in the workspace, or try --runtime process.',
  });
}

function isTried({ stacks, regions }: StateView): boolean {
  return stacks.every(({ name, loop, failure }) => {
    const isUnderWay = loop === null || loop.turns === 0 || loop.activity === 'running';
    if (isUnderWay) return false;
    const own = regions.filter(({ stack }) => stack === name);
    return failure !== null || own.every(({ answered }) => answered !== null);
  });
}
