import type { StateView } from '../../../orchestrator/control-plane/view/state-view.ts';
import type { Look } from './report-progress.ts';

/** A goal of a lab as it was found. */
export interface FoundGoal {
  goal: string;
  reached: boolean;
}

/** What of a lab is reported: what everybody in the room may see. */
export function lookOf(lab: string, state: StateView, goals: readonly FoundGoal[]): Look {
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
