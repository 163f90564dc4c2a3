import { useSignal } from '@preact/signals';
import type { StateView } from '../../../orchestrator/control-plane/view/state-view.ts';
import { post } from '../api.ts';
import { actor } from '../store/actor.ts';
import { ActionButton } from './ActionButton.tsx';
import { applyTraffic, traffic } from '../store/traffic.ts';
import { announce } from './announce.ts';
import { cliCommand } from './cli-command.ts';
import { readOnlyReason } from './read-only.ts';
import type { PageAction } from './page-action.ts';
import { ShapeSliders } from './ShapeSliders.tsx';
import { reportFailure } from './report-failure.ts';

/** Up to this many regions have sliders of their own; above it the reader picks one. */
const MOST_SLIDERS = 8;

/** Starts, stops and shapes the traffic; the measurements are shown beside it. */
export function TrafficPanel({ state }: { state: StateView }) {
  return (
    <section class="traffic" aria-label="Traffic">
      <Switch />
      <Shapes state={state} />
    </section>
  );
}

/** Requests a second that the slider reaches; the API takes more. */
const MOST_RATE = 200;

function Switch() {
  const rate = useSignal<number | undefined>(undefined);
  const trafficState = traffic.value;
  if (trafficState === null)
    return <p class="muted">This orchestrator has no traffic generator.</p>;
  const change = async (body: { isOn: boolean; ratePerSecond?: number }) => {
    const who = actor.value.trim() || 'somebody';
    const answer = await reportFailure(
      post<Parameters<typeof applyTraffic>[0]>('/api/traffic', { ...body, actor: who }),
    );
    rate.value = undefined;
    if (answer === undefined) return;
    applyTraffic(answer);
    const { isOn, ratePerSecond } = answer;
    announce(isOn ? `Traffic runs: ${ratePerSecond} requests/s` : 'Traffic stopped');
  };
  const { isOn, ratePerSecond } = trafficState;
  const shown = rate.value ?? ratePerSecond;
  const command: PageAction = isOn
    ? { kind: 'traffic-stop' }
    : { kind: 'traffic-start', rate: ratePerSecond };
  return (
    <div class="actions actions--traffic">
      <ActionButton
        label={isOn ? 'Stop the traffic' : 'Start the traffic'}
        refusedBecause={undefined}
        command={cliCommand(command)}
        {...(isOn ? {} : { tone: 'primary' as const })}
        onClick={() => void change({ isOn: !isOn })}
      />
      <label class="slider">
        <span>
          Rate <output class="numbers">{`${shown} requests/s`}</output>
        </span>
        <input
          type="range"
          disabled={readOnlyReason() !== undefined}
          min={1}
          max={Math.max(MOST_RATE, ratePerSecond)}
          value={shown}
          aria-label="Traffic rate"
          aria-valuetext={`${shown} requests a second`}
          onInput={({ currentTarget }) => (rate.value = currentTarget.valueAsNumber)}
          onChange={({ currentTarget }) =>
            change({ isOn, ratePerSecond: currentTarget.valueAsNumber })
          }
        />
      </label>
    </div>
  );
}

function Shapes({ state }: { state: StateView }) {
  const chosen = useSignal<string | undefined>(undefined);
  const { faults } = state;
  const colors = colorsOf(state);
  const names = state.regions.map(({ name }) => name);
  const isMany = names.length > MOST_SLIDERS;
  const shown = isMany ? names.filter((name) => name === (chosen.value ?? names[0])) : names;
  return (
    <>
      <h2>Answers of a colour</h2>
      <ul class="shapes">
        {colors.map((name) => (
          <ShapeSliders key={name} shaped={{ kind: 'color', name }} faults={faults} />
        ))}
      </ul>
      <h2>Answers of a region</h2>
      {isMany && (
        <label class="field">
          Region
          <select
            class="input"
            value={shown[0]}
            onChange={({ currentTarget }) => (chosen.value = currentTarget.value)}
          >
            {names.map((name) => (
              <option key={name}>{name}</option>
            ))}
          </select>
        </label>
      )}
      <ul class="shapes">
        {shown.map((name) => (
          <ShapeSliders key={name} shaped={{ kind: 'region', name }} faults={faults} />
        ))}
      </ul>
    </>
  );
}

/** What is served, what is decided, what a release brings, and what a slider already affects. */
function colorsOf({ regions, releases, faults }: StateView): string[] {
  const active = releases.filter(({ currentPhase }) => currentPhase !== null);
  const values = active.map(({ to }) => to.defaultValue);
  const found = [
    ...regions.flatMap(({ answered, decided }) => [answered?.color, decided?.value['color']]),
    ...values.map((value) => (typeof value === 'object' ? value['color'] : undefined)),
    ...faults.map(({ color }) => color),
  ];
  return [...new Set(found.filter((color) => typeof color === 'string'))];
}
