import { useSignal } from '@preact/signals';
import type { FaultView } from '../../../orchestrator/control-plane/view/fault-view.ts';
import { announce } from './announce.ts';
import { clearFault, setFault } from './fault-requests.ts';
import { faultOf, shapeOf, sliderName, type Shape, type Shaped } from './shaped.ts';
import { Swatch } from './Swatch.tsx';
import { tellFailure } from './tell-failure.ts';

const RANGES: Record<keyof Shape, { label: string; max: number; step: number; unit: string }> = {
  latencyMs: { label: 'Latency', max: 2_000, step: 50, unit: 'ms' },
  errorPercent: { label: 'Errors', max: 100, step: 5, unit: '%' },
};

/** Two sliders that make the answers of a region, or of a colour wherever it is served, late or wrong. */
export function ShapeSliders({ shaped, faults }: { shaped: Shaped; faults: readonly FaultView[] }) {
  const shape = shapeOf(faults, shaped);
  return (
    <li class="shape">
      <span class="shape__name">
        {shaped.kind === 'color' ? <Swatch color={shaped.name} /> : <strong>{shaped.name}</strong>}
      </span>
      {(Object.keys(RANGES) as (keyof Shape)[]).map((what) => (
        <Slider key={what} what={what} shaped={shaped} set={shape[what]} faults={faults} />
      ))}
    </li>
  );
}

interface SliderProps {
  what: keyof Shape;
  shaped: Shaped;
  /** Where it stands by the faults there are. */
  set: number;
  faults: readonly FaultView[];
}

function Slider({ what, shaped, set, faults }: SliderProps) {
  // While it is dragged it is where the hand is.
  const held = useSignal<number | undefined>(undefined);
  const { label, max, step, unit } = RANGES[what];
  const value = held.value ?? set;
  const release = async (next: number) => {
    const fault = faultOf(what, shaped, next);
    const name = sliderName(what, shaped);
    const isSet = faults.some((one) => one.name === name);
    const change = fault !== undefined ? setFault(fault) : isSet ? clearFault(name) : undefined;
    if (change === undefined) held.value = undefined;
    else {
      const answer = await tellFailure(change);
      held.value = undefined;
      if (answer !== undefined) announce(`${label} of ${shaped.name}: ${next} ${unit}`);
    }
  };
  return (
    <label class="slider">
      <span>
        {label} <output class="numbers">{`${value} ${unit}`}</output>
      </span>
      <input
        type="range"
        min={0}
        max={max}
        step={step}
        value={value}
        aria-label={`${label} of ${shaped.name}`}
        aria-valuetext={`${value} ${unit}`}
        onInput={({ currentTarget }) => (held.value = currentTarget.valueAsNumber)}
        onChange={({ currentTarget }) => release(currentTarget.valueAsNumber)}
      />
    </label>
  );
}
