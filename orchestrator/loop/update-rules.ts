import { availableParallelism } from 'node:os';
import type { Definition, UpdateSettings } from '../definition/definition.ts';

const RESYNC_EVERY_MS = 10 * 60_000;
const TIMEOUT_MS = 15 * 60_000;

/** How the loop runs the updates, with every default filled in. */
export function updateRules({ updates = {} }: Definition): Required<UpdateSettings> {
  return {
    maxParallel: availableParallelism(),
    onFailure: 'go-on',
    resyncEveryMs: RESYNC_EVERY_MS,
    timeoutMs: TIMEOUT_MS,
    ...updates,
  };
}
