import type { StateView } from '../view/state-view.ts';
import { withoutTimestamps } from '../view/without-timestamps.ts';
import type { PageChange } from './page-messages.ts';

/** Finds what differs from one state to the next: with hundreds of regions an event changes one or two of them. */
export interface PageChanges {
  /** Undefined when nothing but time has passed since the last one. */
  next(state: StateView): PageChange | undefined;
}

/** @param first the state that was sent as a whole */
export function createPageChanges(first: StateView): PageChanges {
  const sent = new Map<string, string>();
  /** Whether the value differs from the last one sent. */
  const isNews = (key: string, value: unknown): boolean => {
    const text = JSON.stringify(value);
    if (sent.get(key) === text) return false;
    sent.set(key, text);
    return true;
  };
  const namesOf = (kind: string, named: readonly { name: string }[]) => {
    const names = named.map(({ name }) => name);
    return isNews(`${kind} names`, names) ? names : undefined;
  };

  const next = (state: StateView): PageChange | undefined => {
    const { nowMs, seq, regions, stacks, ...parts } = state;
    const still = withoutTimestamps(state);
    const stillStacks = new Map(still.stacks.map((stack) => [stack.name, stack]));
    const changed = Object.entries(parts).filter(([key]) =>
      isNews(key, still[key as keyof StateView]),
    );
    const regionNames = namesOf('region', regions);
    const stackNames = namesOf('stack', stacks);
    const change: PageChange = {
      nowMs,
      seq,
      parts: Object.fromEntries(changed),
      regions: regions.filter((region) => isNews(`region ${region.name}`, region)),
      stacks: stacks.filter(({ name }) => isNews(`stack ${name}`, stillStacks.get(name))),
      ...(regionNames === undefined ? {} : { regionNames }),
      ...(stackNames === undefined ? {} : { stackNames }),
    };
    const isEmpty =
      changed.length + change.regions.length + change.stacks.length === 0 &&
      regionNames === undefined &&
      stackNames === undefined;
    return isEmpty ? undefined : change;
  };
  next(first);
  return { next };
}
