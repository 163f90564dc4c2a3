import type { PageChange } from '../../../orchestrator/control-plane/page/page-messages.ts';
import type { StateView } from '../../../orchestrator/control-plane/view/state-view.ts';

/** The state after a change. Unchanged parts stay the same objects, so that their views do not render again. */
export function mergeState(state: StateView, change: PageChange): StateView {
  const { nowMs, seq, parts, regions, stacks, regionNames, stackNames } = change;
  return {
    ...state,
    ...parts,
    nowMs,
    seq,
    regions: mergeNamed(state.regions, regions, regionNames),
    stacks: mergeNamed(state.stacks, stacks, stackNames),
  };
}

function mergeNamed<Item extends { name: string }>(
  before: Item[],
  changed: readonly Item[],
  names: readonly string[] | undefined,
): Item[] {
  if (changed.length === 0 && names === undefined) return before;
  const byName = new Map([...before, ...changed].map((item) => [item.name, item]));
  return (names ?? before.map(({ name }) => name)).flatMap((name) => byName.get(name) ?? []);
}
