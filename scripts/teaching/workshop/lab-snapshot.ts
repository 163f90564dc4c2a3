import type { StateView } from '../../../orchestrator/control-plane/view/state-view.ts';
import type { LabSnapshot } from './report-progress.ts';

/** A goal of a lab as it was found. */
export interface FoundGoal {
  goal: string;
  reached: boolean;
}

/** The part of a lab's state that is reported; everyone in the room may see it. */
export function snapshotOf(
  lab: string,
  state: StateView,
  goals: readonly FoundGoal[],
): LabSnapshot {
  return {
    lab,
    goals: { done: goals.filter(({ reached }) => reached).length, of: goals.length },
    next: goals.find(({ reached }) => !reached)?.goal.slice(0, 200) ?? null,
    regions: state.regions.slice(0, 40).map(({ name, answered }) => ({
      name: name.slice(0, 60),
      color: answered?.color.slice(0, 60) ?? null,
    })),
    release: state.releases.at(-1)?.status ?? null,
  };
}
