import { withAnySignal } from '../../orchestrator/common/with-any-signal.ts';
import type { DownloadArguments } from './download-pulumi.ts';
import { PULUMI_VERSION } from './find-pulumi.ts';
import type { InstallMethod } from './install-pulumi.ts';
import { distPath, packageRoot } from '../../orchestrator/common/package-root.ts';
import { step, type InstallContext } from './progress.ts';
import { ProgramFailed, runInGroup } from './run-in-group.ts';

const DEADLINE_MS = 60_000;

/** The Automation API's own download of the stock CLI: the quickest way on the open internet. */
export const downloadMethod: InstallMethod = downloadBy(
  distPath('infra/toolchain/download-pulumi.js'),
);

/** The download by a Node.js program that takes `DownloadArguments`. */
export function downloadBy(program: string): InstallMethod {
  const seconds = DEADLINE_MS / 1000;
  const what = `Downloading the Pulumi CLI v${PULUMI_VERSION} (at most ${seconds} s)`;
  return {
    name: 'download',
    run: (folder, context) => step(context, what, () => download(program, folder, context)),
  };
}

async function download(program: string, folder: string, context: InstallContext): Promise<void> {
  const { env, clock, signal } = context;
  const args: DownloadArguments = [folder, PULUMI_VERSION];
  const late = new AbortController();
  const ended = new AbortController();
  const deadline = clock.sleep(DEADLINE_MS, ended.signal).then(
    () => late.abort(new ProgramFailed(`no end after ${DEADLINE_MS / 1000} s`, [])),
    () => undefined,
  );
  try {
    await withAnySignal([signal, late.signal], (either) =>
      runInGroup({
        command: process.execPath,
        args: [program, ...args],
        cwd: packageRoot,
        env,
        signal: either,
      }),
    );
  } catch (error) {
    signal.throwIfAborted();
    throw notReachable(error);
  } finally {
    ended.abort();
    await deadline;
  }
}

/** The last line is enough: a shell script's or Node's trace above it does not help. */
function notReachable(error: unknown): unknown {
  if (!(error instanceof ProgramFailed)) return error;
  return new ProgramFailed(`not reachable: ${error.tail.at(-1) ?? error.message}`, [], error);
}
