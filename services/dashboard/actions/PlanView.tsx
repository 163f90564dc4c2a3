import { monthText } from '../../../orchestrator/core/definition/format-cost.ts';
import type { PlannedChange } from '../../../orchestrator/ports/planned-change.ts';
import type { Plan, PlannedOperation } from '../../../orchestrator/runtime/plan/plan-schema.ts';
import { Arrow } from './Arrow.tsx';

const STYLES: Record<PlannedOperation, { mark: string; tone: string }> = {
  same: { mark: '=', tone: 'plain' },
  create: { mark: '+', tone: 'done' },
  update: { mark: '~', tone: 'waiting' },
  replace: { mark: '±', tone: 'blocked' },
  delete: { mark: '−', tone: 'failed' },
};

/** A plan by region: the operation on each, and the properties that differ. Deletions are red. */
export function PlanView({ plan }: { plan: Plan }) {
  const { regions, shared, counts, hash, deletes, costs } = plan;
  return (
    <div class="plan__told">
      <p class="plan__counts">
        {(Object.keys(STYLES) as PlannedOperation[])
          .filter((operation) => counts[operation] > 0)
          .map((operation) => (
            <span key={operation}>
              <Operation operation={operation} /> {counts[operation]}
            </span>
          ))}
      </p>
      <ul class="plan__regions">
        {regions.map(({ name, operation, changes, isInPhase, configSource }) => (
          <li key={name} class="plan__region" data-operation={operation}>
            <p>
              <Operation operation={operation} /> <strong>{name}</strong>{' '}
              <span class="muted">
                {isInPhase ? 'in this phase' : 'not in this phase'}
                {configSource === 'statsig' && '; it reads its config itself'}
              </span>
            </p>
            {changes.map((change) => (
              <Change key={change.urn} change={change} />
            ))}
          </li>
        ))}
        {shared.map((change) => (
          <li key={change.urn} class="plan__region">
            <Change change={change} />
          </li>
        ))}
      </ul>
      {regions.length + shared.length === 0 && <p>No changes.</p>}
      {costs.map(({ stack, usdPerMonthBefore, usdPerMonth }) => (
        <p key={stack}>
          cost of {stack}: {monthText(usdPerMonthBefore)} <Arrow /> {monthText(usdPerMonth)}
        </p>
      ))}
      {deletes.length > 0 && (
        <p class="plan__deletes">
          <strong>✖ It deletes resources of {deletes.join(', ')}.</strong>
        </p>
      )}
      <p class="muted">
        hash <code>{hash.slice(0, 12)}</code>
      </p>
    </div>
  );
}

function Operation({ operation }: { operation: PlannedOperation }) {
  const { mark, tone } = STYLES[operation];
  return (
    <span class={`badge tone-${tone}`}>
      <span aria-hidden="true">{mark}</span> {operation}
    </span>
  );
}

function Change({ change: { name, type, operation, differences } }: { change: PlannedChange }) {
  return (
    <div class={`plan__change ${operation === 'delete' ? 'plan__change--delete' : ''}`}>
      <p>
        {operation} <code>{name}</code> <span class="muted">{type}</span>
      </p>
      <ul class="plan__properties">
        {differences.map(({ path, from, to }) => (
          <li key={path}>
            <code>{path}</code>: <code>{valueText(from)}</code> <Arrow />{' '}
            <code>{valueText(to)}</code>
          </li>
        ))}
      </ul>
    </div>
  );
}

function valueText(value: unknown): string {
  return value === undefined ? 'nothing' : JSON.stringify(value);
}
