import type { ReleaseView } from '../../../orchestrator/control-plane/view/release-view.ts';
import type { StateView } from '../../../orchestrator/control-plane/view/state-view.ts';

import { activityOf } from '../../../orchestrator/control-plane/view/activity.ts';

/** The release that needs attention first, or why none does. */
export type NextStep =
  | { kind: 'review' | 'unblock' | 'watch'; release: ReleaseView; others: number }
  | { kind: 'failed'; stacks: readonly string[] }
  | {
      kind: 'deploying' | 'rolling-back';
      regions: readonly string[];
      last: ReleaseView | undefined;
    }
  | { kind: 'rest'; last: ReleaseView | undefined };

const URGENCY: Readonly<Record<string, number>> = { review: 0, unblock: 1, watch: 2 };

/** A release that waits for a person comes before one that proceeds by itself. */
export function nextStep(
  state: Pick<StateView, 'configs' | 'regions' | 'releases' | 'stacks' | 'tooling'>,
): NextStep {
  const { releases, stacks } = state;
  const active = releases.filter(({ currentPhase }) => currentPhase !== null);
  const [first] = active
    .map((release) => ({ release, kind: kindOf(release) }))
    .sort((one, other) => (URGENCY[one.kind] ?? 9) - (URGENCY[other.kind] ?? 9));
  if (first !== undefined) return { ...first, others: active.length - 1 };
  const failed = stacks.filter(({ failure }) => failure !== null).map(({ name }) => name);
  if (failed.length > 0) return { kind: 'failed', stacks: failed };
  const last = releases.at(-1);
  const { kind, regions } = activityOf(state);
  return kind === 'idle' ? { kind: 'rest', last } : { kind, regions, last };
}

function kindOf({ waitingFor, status }: ReleaseView): 'review' | 'unblock' | 'watch' {
  if (waitingFor?.kind === 'approval') return 'review';
  const endsByItself = waitingFor?.untilMs != null;
  return status === 'PAUSED' || (waitingFor?.kind === 'block' && !endsByItself)
    ? 'unblock'
    : 'watch';
}
