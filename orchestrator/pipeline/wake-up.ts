import { nextStep } from './advance.ts';
import type { Context } from './context.ts';
import { activeReleases } from './release.ts';

/** The earliest moment at which time alone changes the state; undefined when it never does. */
export function nextWakeUpMs(context: Context): number | undefined {
  const { state } = context;
  const times = activeReleases(state)
    .map((release) => nextStep(context, release, state.lastEventAtMs)?.atMs)
    .filter((ms) => ms !== undefined);
  return times.length === 0 ? undefined : Math.min(...times);
}
