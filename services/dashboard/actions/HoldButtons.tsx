import type { StateView } from '../../../orchestrator/control-plane/view/state-view.ts';
import { VERBS } from './action-words.ts';
import { ActionButton } from './ActionButton.tsx';
import { cliCommand } from './cli-command.ts';
import { confirmHold } from './confirm.tsx';
import { freeScopes } from './hold-choice.ts';

/** Places and lifts holds. */
export function HoldButtons({ state }: { state: StateView }) {
  const lifts = state.holds.map(({ scope }) => scope);
  const holds = freeScopes(state, lifts);
  return (
    <>
      <ActionButton
        label={VERBS.hold}
        refusedBecause={holds.length === 0 ? 'everything is already held' : undefined}
        command={cliCommand({ kind: 'hold', scope: holds[0] ?? { kind: 'everything' } })}
        onClick={() => confirmHold('hold', holds)}
      />
      <ActionButton
        label={VERBS.lift}
        refusedBecause={lifts.length === 0 ? 'nothing is held' : undefined}
        command={cliCommand({ kind: 'lift', scope: lifts[0] ?? { kind: 'everything' } })}
        onClick={() => confirmHold('lift', lifts)}
      />
    </>
  );
}
