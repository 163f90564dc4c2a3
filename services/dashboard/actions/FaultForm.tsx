import { useSignal } from '@preact/signals';
import {
  FAULT_OPERATIONS,
  type FaultKind,
  type RequestedFaultSpec,
} from '../../../orchestrator/core/definition/fault.ts';
import type { StateView } from '../../../orchestrator/control-plane/view/state-view.ts';
import { announce } from './announce.ts';
import { cliCommand } from './cli-command.ts';
import { CopyCommand } from './CopyCommand.tsx';
import { readOnlyReason } from './read-only.ts';
import { setFault } from './fault-requests.ts';
import { reportFailure } from './report-failure.ts';

/** Which calls it affects. */
type Moment = 'always' | 'first' | 'chance';

interface Choice {
  kind: FaultKind;
  region: string;
  color: string;
  moment: Moment;
  percent: number;
  durationMs: number;
}

const FIRST: Choice = {
  kind: 'erroring',
  region: '',
  color: '',
  moment: 'chance',
  percent: 30,
  durationMs: 1_000,
};

const MEANING: Record<FaultKind, string> = {
  fails: 'updates fail and are retried',
  breaks: 'updates fail and are not retried',
  hangs: 'updates hang',
  dies: 'the update is killed half-way',
  slow: 'the region answers late',
  erroring: 'the region answers with an error',
  gone: 'the containers are removed',
  stale: 'decisions are stale',
  flapping: 'decisions are intermittent',
};

/** Adds a fault: its kind, region, colour, and which calls it affects. */
export function FaultForm({ state }: { state: StateView }) {
  const choice = useSignal(FIRST);
  const { kind, region, color, moment, percent, durationMs } = choice.value;
  const change = (part: Partial<Choice>) => (choice.value = { ...choice.value, ...part });
  const request = requestOf(choice.value);
  const add = async (event: Event) => {
    event.preventDefault();
    const answer = await reportFailure(setFault(request));
    if (answer !== undefined) announce(`Fault added: ${MEANING[kind]}`, 'done', answer.seq);
  };
  return (
    <form class="fault-form" onSubmit={add}>
      <label class="field">
        Fault
        <select
          class="input"
          value={kind}
          onChange={({ currentTarget }) => change({ kind: currentTarget.value as FaultKind })}
        >
          {(Object.keys(FAULT_OPERATIONS) as FaultKind[]).map((one) => (
            <option key={one} value={one}>
              {one}: {MEANING[one]}
            </option>
          ))}
        </select>
      </label>
      <label class="field">
        Where
        <select
          class="input"
          value={region}
          onChange={({ currentTarget }) => change({ region: currentTarget.value })}
        >
          <option value="">every region</option>
          {state.regions.map(({ name }) => (
            <option key={name} value={name}>
              {name}
            </option>
          ))}
        </select>
      </label>
      {affectsAnswers(kind) && (
        <label class="field">
          Only at this colour
          <input
            class="input"
            placeholder="any"
            value={color}
            onInput={({ currentTarget }) => change({ color: currentTarget.value.trim() })}
          />
        </label>
      )}
      <label class="field">
        When
        <select
          class="input"
          value={moment}
          onChange={({ currentTarget }) => change({ moment: currentTarget.value as Moment })}
        >
          <option value="always">every time</option>
          <option value="first">the first time</option>
          <option value="chance">by chance</option>
        </select>
      </label>
      {moment === 'chance' && (
        <NumberField
          label="Percent"
          max={100}
          value={percent}
          onChange={(value) => change({ percent: value })}
        />
      )}
      {hasDuration(kind) && (
        <NumberField
          label="Duration in milliseconds"
          max={10_000}
          value={durationMs}
          onChange={(value) => change({ durationMs: value })}
        />
      )}
      <button type="submit" class="button" disabled={readOnlyReason() !== undefined}>
        Add fault
      </button>
      <CopyCommand command={cliCommand({ kind: 'fault-add', fault: request })} />
    </form>
  );
}

interface NumberFieldProps {
  label: string;
  max: number;
  value: number;
  onChange: (value: number) => void;
}

/** From 1 to `max`. */
function NumberField({ label, max, value, onChange }: NumberFieldProps) {
  return (
    <label class="field">
      {label}
      <input
        class="input"
        type="number"
        min={1}
        max={max}
        required
        value={value}
        onInput={({ currentTarget }) => onChange(Number(currentTarget.value))}
      />
    </label>
  );
}

function requestOf({
  kind,
  region,
  color,
  moment,
  percent,
  durationMs,
}: Choice): RequestedFaultSpec {
  return {
    kind,
    ...(region === '' ? {} : { region }),
    ...(color === '' || !affectsAnswers(kind) ? {} : { color }),
    ...(moment === 'first' ? { nth: 1 } : {}),
    ...(moment === 'always' ? { every: 1 } : {}),
    ...(moment === 'chance' ? { probability: percent / 100 } : {}),
    ...(hasDuration(kind) ? { durationMs } : {}),
  };
}

function affectsAnswers(kind: FaultKind): boolean {
  return (FAULT_OPERATIONS[kind] as readonly string[]).includes('answer');
}

function hasDuration(kind: FaultKind): boolean {
  return kind === 'slow' || kind === 'hangs';
}
