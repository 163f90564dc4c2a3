import type { Clock } from '../../orchestrator/common/clock.ts';
import { ProgramFailed } from './run-in-group.ts';

/** What an installation says while it runs. Every piece of work is `started` before anything is done. */
export type Progress =
  | { kind: 'started'; what: string }
  /** A sign of life of the work that was started last. */
  | { kind: 'going-on'; what: string; elapsedMs: number }
  | { kind: 'done'; what: string; elapsedMs: number }
  | { kind: 'failed'; what: string; elapsedMs: number; reason: string; output: readonly string[] };

export interface InstallContext {
  env: NodeJS.ProcessEnv;
  clock: Clock;
  /** Stops the installation; nothing half-installed stays. */
  signal: AbortSignal;
  report: (progress: Progress) => void;
}

/** Says what is about to be done, does it, says how it ended and how long it took. */
export async function step<T>(
  { clock, report, signal }: InstallContext,
  what: string,
  run: () => Promise<T>,
): Promise<T> {
  const startedAtMs = clock.nowMs();
  const elapsedMs = (): number => clock.nowMs() - startedAtMs;
  report({ kind: 'started', what });
  try {
    const result = await run();
    report({ kind: 'done', what, elapsedMs: elapsedMs() });
    return result;
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    const reason = signal.aborted ? 'stopped' : message;
    const output = error instanceof ProgramFailed ? error.tail : [];
    report({ kind: 'failed', what, elapsedMs: elapsedMs(), reason, output });
    throw error;
  }
}

export interface Heartbeat<T> {
  /** Present state of the work, in words. */
  says: () => string;
  run: () => Promise<T>;
}

const HEARTBEAT_MS = 1_000;

/** Reports a sign of life every second while the work runs. */
export async function withHeartbeat<T>(
  { clock, report }: InstallContext,
  { says, run }: Heartbeat<T>,
): Promise<T> {
  const startedAtMs = clock.nowMs();
  const ended = new AbortController();
  const heartbeat = async (): Promise<void> => {
    for (;;) {
      await clock.sleep(HEARTBEAT_MS, ended.signal);
      report({ kind: 'going-on', what: says(), elapsedMs: clock.nowMs() - startedAtMs });
    }
  };
  const heartbeats = heartbeat().catch(() => undefined);
  try {
    return await run();
  } finally {
    ended.abort();
    await heartbeats;
  }
}
