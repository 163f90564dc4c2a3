import { setFlagsFromString } from 'node:v8';

/** How much the heap may grow from one collection to the next, in percent of what was in use. */
const GROWTH_PERCENT = 20;

/**
 * Lets V8 collect garbage earlier. By itself it lets a long-lived process on a machine with much memory hold several times of
 * what it uses: an orchestrator of 200 regions uses 80 MB, and held 330.
 */
export function keepHeapSmall(): void {
  setFlagsFromString(`--heap-growing-percent=${GROWTH_PERCENT}`);
}
