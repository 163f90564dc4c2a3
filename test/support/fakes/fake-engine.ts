import { AppError } from '../../../orchestrator/common/errors/app-error.ts';
import type { Engine, UpdateOptions, UpdateResult } from '../../../orchestrator/ports/engine.ts';

/** An engine whose updates end when the test says so. */
export interface FakeEngine extends Engine {
  /** The updates asked for so far. */
  readonly calls: { stack: string; refresh: boolean }[];
  /** The stacks whose destruction was asked for so far. */
  readonly destroyed: string[];
  /** The stacks that it knows from before. */
  known: string[];
  /** Destroying fails with this, until it is undefined. */
  destroyFailure: Error | undefined;
  /** How many updates run now. */
  running(): number;
  /** Ends the oldest running update. */
  finish(outcome?: Partial<UpdateResult> | Error): void;
}

export function createFakeEngine(): FakeEngine {
  const calls: FakeEngine['calls'] = [];
  let open: { resolve: (result: UpdateResult) => void; reject: (error: Error) => void }[] = [];
  const destroyed: string[] = [];
  const engine: FakeEngine = {
    name: 'embedded',
    calls,
    destroyed,
    known: [],
    destroyFailure: undefined,
    running: () => open.length,
    finish: (outcome = {}) => {
      const update = open.shift();
      if (update === undefined) throw new Error('no update runs');
      if (outcome instanceof Error) update.reject(outcome);
      else update.resolve({ changes: [], outputs: { regions: {} }, durationMs: 1, ...outcome });
    },
    up: ({ stack, refresh = false, signal }: UpdateOptions) => {
      calls.push({ stack, refresh });
      return new Promise((resolve, reject) => {
        const update = { resolve, reject };
        open.push(update);
        signal?.addEventListener('abort', () => {
          open = open.filter((other) => other !== update);
          reject(new AppError('UPDATE_ABORTED', 'stopped'));
        });
      });
    },
    preview: () => Promise.resolve({ changes: [] }),
    destroy: ({ stack }) => {
      destroyed.push(stack);
      const { destroyFailure } = engine;
      return destroyFailure === undefined ? Promise.resolve() : Promise.reject(destroyFailure);
    },
    protectedIn: () => Promise.resolve([]),
    stacks: () => Promise.resolve(engine.known),
    close: () => Promise.resolve(),
  };
  return engine;
}
