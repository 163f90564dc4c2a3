import type { FaultView } from '../../../orchestrator/control-plane/view/fault-view.ts';
import type { StateView } from '../../../orchestrator/control-plane/view/state-view.ts';
import { ActionButton } from './ActionButton.tsx';
import { announce } from './announce.ts';
import { cliCommand } from './cli-command.ts';
import { FaultForm } from './FaultForm.tsx';
import { clearFault } from './fault-requests.ts';
import { reportFailure } from './report-failure.ts';

/** The faults, how often each was injected, and a form to add one. */
export function FaultPanel({ state }: { state: StateView }) {
  const { faults } = state;
  const added = faults.filter(({ isFromFile }) => !isFromFile);
  return (
    <section class="faults" aria-label="Faults">
      <h2>Injected faults</h2>
      {faults.length === 0 && <p class="muted">Nothing goes wrong on demand.</p>}
      <ul class="faults__list">
        {faults.map((fault) => (
          <li key={fault.name} class="fault">
            <span>
              <strong>{fault.name}</strong>{' '}
              <span class="muted">
                injected into {fault.hits} of {fault.calls}
              </span>
            </span>
            <Clear fault={fault} />
          </li>
        ))}
      </ul>
      {added.length > 1 && (
        <ActionButton
          label="Clear all"
          refusedBecause={undefined}
          command={cliCommand({ kind: 'fault-clear', name: null })}
          onClick={() => void clear(null)}
        />
      )}
      <FaultForm state={state} />
    </section>
  );
}

function Clear({ fault: { name, isFromFile } }: { fault: FaultView }) {
  return (
    <ActionButton
      label="Clear"
      name={`Clear ${name}`}
      refusedBecause={
        isFromFile ? 'it is defined in the workspace file: remove it there' : undefined
      }
      command={cliCommand({ kind: 'fault-clear', name })}
      onClick={() => void clear(name)}
    />
  );
}

async function clear(name: string | null): Promise<void> {
  const answer = await reportFailure(clearFault(name));
  if (answer !== undefined)
    announce(name === null ? 'All faults are cleared' : `${name} is cleared`, 'done', answer.seq);
}
