import { updateConflict } from './classify-failure.ts';

/**
 * Keeps two updates of one stack in this process apart: the second is refused with UPDATE_CONFLICT, because it would
 * work from a state that the first changes.
 */
export function createOneAtATime(): <T>(stack: string, run: () => Promise<T>) => Promise<T> {
  const busy = new Set<string>();
  return async (stack, run) => {
    if (busy.has(stack)) throw updateConflict(stack, []);
    busy.add(stack);
    try {
      return await run();
    } finally {
      busy.delete(stack);
    }
  };
}
