import { mkdtemp, readdir, rename, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import { AppError } from '../../orchestrator/common/errors/app-error.ts';
import { executableName } from './find-executable.ts';
import { judgePulumi, PULUMI_VERSION, pulumiCacheFolder, type FoundPulumi } from './find-pulumi.ts';
import { step, type InstallContext } from './progress.ts';
import { makeFolder } from '../../orchestrator/common/make-folder.ts';

/** One way to get the Pulumi CLI. */
export interface InstallMethod {
  name: string;
  /** Leaves `bin/pulumi` in the folder, which is empty before and deleted after; reports its own steps. */
  run(folder: string, context: InstallContext): Promise<void>;
}

const STAGING = '.install-';
const ORPHANED_AFTER_MS = 24 * 60 * 60 * 1000;

/**
 * Puts the Pulumi CLI into the cache folder by the first method that works. The program appears there complete or not
 * at all, so setups may run side by side.
 * @throws AppError SETUP_FAILED when no method works; the signal's reason when stopped.
 */
export async function installPulumi(
  context: InstallContext,
  methods: readonly InstallMethod[],
): Promise<FoundPulumi> {
  const target = pulumiCacheFolder(context.env);
  const parent = path.dirname(target);
  await makeFolder(parent);
  await removeOrphans(parent, context.clock.nowMs());
  const failures: Failure[] = [];
  for (const method of methods) {
    const folder = await mkdtemp(path.join(parent, STAGING));
    try {
      await method.run(folder, context);
      return await place(folder, target, context);
    } catch (error) {
      context.signal.throwIfAborted();
      failures.push({ method: method.name, error });
    } finally {
      await rm(folder, { recursive: true, force: true, maxRetries: 5 });
    }
  }
  throw setupFailed(failures);
}

interface Failure {
  method: string;
  error: unknown;
}

/** A setup that was killed could not tidy up after itself. */
async function removeOrphans(parent: string, nowMs: number): Promise<void> {
  for (const name of await readdir(parent)) {
    if (!name.startsWith(STAGING)) continue;
    const folder = path.join(parent, name);
    const info = await stat(folder).catch(() => undefined);
    if (info !== undefined && nowMs - info.mtimeMs > ORPHANED_AFTER_MS) {
      await rm(folder, { recursive: true, force: true });
    }
  }
}

async function place(
  folder: string,
  target: string,
  context: InstallContext,
): Promise<FoundPulumi> {
  const command = path.join(target, 'bin', executableName('pulumi'));
  return step(context, `Checking it and placing it at ${command}`, async () => {
    const staged = path.join(folder, 'bin');
    const verdict = await judgePulumi(path.join(staged, executableName('pulumi')), context.env);
    if ('reason' in verdict)
      throw new Error(`the installed program cannot be used: ${verdict.reason}`);
    context.signal.throwIfAborted();
    await moveFiles(staged, path.join(target, 'bin'));
    return { command, version: verdict.version, origin: 'cache' };
  });
}

/** File by file, each replaced at once; the CLI comes last, so that its plugins are there when it appears. */
async function moveFiles(from: string, to: string): Promise<void> {
  await makeFolder(to);
  const cli = executableName('pulumi');
  const names = (await readdir(from)).filter((name) => name !== cli);
  for (const name of [...names, cli]) await rename(path.join(from, name), path.join(to, name));
}

function setupFailed(failures: readonly Failure[]): AppError {
  const attempts = failures.map(({ method, error }) => `${method}: ${messageOf(error)}`);
  const last = failures.at(-1)?.error;
  const advice = last instanceof AppError ? last.action : undefined;
  return new AppError(
    'SETUP_FAILED',
    `The Pulumi CLI v${PULUMI_VERSION} could not be installed. ${attempts.join(' ')}`,
    {
      action:
        advice ??
        'Install the Pulumi CLI by hand (pulumi.com/docs/install), then run: npx colorteller doctor',
      details: { attempts },
      cause: last,
    },
  );
}

function messageOf(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  return message.endsWith('.') ? message : `${message}.`;
}
