import { scopeText } from '../scope-text.ts';
import { isDeepStrictEqual } from '../deep-equal.ts';
import type { PipelineEvent } from '../event.ts';
import { refusal, type Refusal } from '../refusal.ts';
import { unknownScope } from '../unknown-name.ts';
import type { PipelineState } from '../state.ts';
import type { Hold } from '../records.ts';

type HoldEvent = Extract<PipelineEvent, { type: 'hold-placed' | 'hold-lifted' }>;

/** Places a hold, or lifts one. What was held goes on at the time of the lift, never before. */
export function changeHold(state: PipelineState, event: HoldEvent): PipelineState | Refusal {
  const { scope, actor, reason, atMs } = event;
  const unknown = unknownScope(state, scope);
  if (unknown !== undefined) return unknown;
  const present = state.holds.find((hold) => isDeepStrictEqual(hold.scope, scope));
  if (event.type === 'hold-placed') {
    if (present !== undefined) {
      return refusal(
        'ACTION_REFUSED',
        `${scopeText(scope)} is held already, by ${present.actor}`,
        'Nothing needs to be done.',
      );
    }
    const hold: Hold = { scope, actor, reason, sinceMs: atMs };
    return { ...state, holds: [...state.holds, hold] };
  }
  if (present === undefined) {
    const held = state.holds.map((hold) => scopeText(hold.scope)).join(', ');
    return refusal(
      'ACTION_REFUSED',
      `there is no hold on ${scopeText(scope)}`,
      held === '' ? 'Nothing needs to be done.' : `Name what is held: ${held}.`,
    );
  }
  return { ...state, holds: state.holds.filter((hold) => hold !== present) };
}
