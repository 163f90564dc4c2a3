import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import type { StateView } from '../../../orchestrator/control-plane/view/state-view.ts';
import { get, post } from '../api.ts';
import { actor } from '../store/actor.ts';
import { ActionButton } from './ActionButton.tsx';
import { announce } from './announce.ts';
import { ShapeSliders } from './ShapeSliders.tsx';
import { tellFailure } from './tell-failure.ts';

/** Of `GET /api/traffic`, what is shown here. */
interface TrafficAnswer {
  isOn: boolean;
  ratePerSecond: number;
  regions: {
    region: string;
    last: {
      requests: number;
      errorRate: number | null;
      p50: number | null;
      p95: number | null;
      p99: number | null;
    };
  }[];
}

const EVERY_MS = 1_000;
/** So many regions have sliders of their own; of more, one is chosen. */
const MOST_SLIDERS = 8;

/** Starts, stops and shapes the traffic, and shows what was measured of it. */
export function TrafficPanel({ state }: { state: StateView }) {
  const traffic = useSignal<TrafficAnswer | undefined>(undefined);
  useEffect(() => {
    const ask = () =>
      void get<TrafficAnswer>('/api/traffic').then(
        (answer) => (traffic.value = answer),
        () => undefined,
      );
    ask();
    const timer = setInterval(() => document.hidden || ask(), EVERY_MS);
    return () => clearInterval(timer);
  }, []);
  return (
    <section class="traffic" aria-label="Traffic">
      <Switch traffic={traffic.value} onChange={(next) => (traffic.value = next)} />
      <Shapes state={state} />
      {traffic.value !== undefined && <Measured traffic={traffic.value} />}
    </section>
  );
}

function Switch(props: {
  traffic: TrafficAnswer | undefined;
  onChange: (answer: TrafficAnswer | undefined) => void;
}) {
  const { traffic, onChange } = props;
  const rate = useSignal<number | undefined>(undefined);
  if (traffic === undefined) return <p class="muted">Nothing is known of the traffic yet.</p>;
  const change = async (body: { isOn?: boolean; ratePerSecond?: number }) => {
    const who = actor.value.trim() || 'somebody';
    const answer = await tellFailure(post('/api/traffic', { ...body, actor: who }));
    rate.value = undefined;
    if (answer === undefined) return;
    const next = await tellFailure(get<TrafficAnswer>('/api/traffic'));
    onChange(next);
    if (next === undefined) return;
    announce(next.isOn ? `Traffic runs: ${next.ratePerSecond} requests/s` : 'Traffic is stopped');
  };
  const shown = rate.value ?? traffic.ratePerSecond;
  return (
    <div class="actions actions--traffic">
      <ActionButton
        label={traffic.isOn ? 'Stop the traffic' : 'Start the traffic'}
        refusedBecause={undefined}
        command={undefined}
        {...(traffic.isOn ? {} : { tone: 'primary' as const })}
        onClick={() => void change({ isOn: !traffic.isOn })}
      />
      <label class="slider">
        <span>
          Rate <output class="numbers">{`${shown} requests/s`}</output>
        </span>
        <input
          type="range"
          min={1}
          max={Math.max(100, traffic.ratePerSecond)}
          value={shown}
          aria-valuetext={`${shown} requests a second`}
          onInput={({ currentTarget }) => (rate.value = currentTarget.valueAsNumber)}
          onChange={({ currentTarget }) => change({ ratePerSecond: currentTarget.valueAsNumber })}
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

/** What is served, what is decided, what a release brings, and what a slider strikes already. */
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

function Measured({ traffic: { regions } }: { traffic: TrafficAnswer }) {
  const seen = regions.filter(({ last }) => last.requests > 0);
  if (seen.length === 0) return <p class="muted">Nothing was measured in the last 30 seconds.</p>;
  return (
    <div class="measured" tabIndex={0} role="region" aria-label="Measured in the last 30 seconds">
      <table class="numbers">
        <thead>
          <tr>
            {['Region', 'Requests', 'Errors', 'p50', 'p95', 'p99'].map((name) => (
              <th key={name} scope="col">
                {name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {seen.map(({ region, last }) => (
            <tr key={region}>
              <th scope="row">{region}</th>
              <td>{last.requests}</td>
              <td class={(last.errorRate ?? 0) > 0 ? 'measured__bad' : ''}>
                {last.errorRate === null ? '–' : `${(last.errorRate * 100).toFixed(1)} %`}
              </td>
              {[last.p50, last.p95, last.p99].map((ms, index) => (
                <td key={index}>{ms === null ? '–' : `${Math.round(ms)} ms`}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
