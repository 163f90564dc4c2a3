import type { Fault } from '../definition/fault.ts';
import { compileBucket } from '../targeting/bucket.ts';

/** How finely chance is measured. */
const BUCKETS = 10_000;

/**
 * Whether a fault strikes a call: a function of the fault (its seed is in it), of where, and of the number of that call
 * there. Neither time nor what happens elsewhere has a say, so the same seed tells the same story.
 * @param where the region, or the stack for what is of no region.
 * @param call counted from 1, of the calls that the fault could strike there.
 */
export function isHit(fault: Fault, where: string, call: number): boolean {
  const { nth, every = 1, probability, times } = fault;
  if (nth !== undefined) return call >= nth && call < nth + (times ?? 1);
  if (probability === undefined) {
    return call % every === 0 && call / every <= (times ?? Infinity);
  }
  const strikes = chance(fault, where, probability);
  if (!strikes(call)) return false;
  if (times === undefined) return true;
  let earlier = 0;
  for (let n = 1; n < call && earlier < times; n++) if (strikes(n)) earlier += 1;
  return earlier < times;
}

function chance({ seed, name }: Fault, where: string, probability: number) {
  const bucket = compileBucket(String(seed), name);
  return (call: number): boolean => bucket(`${where}#${call}`) < probability * BUCKETS;
}
