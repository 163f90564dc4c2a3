import { useSignal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import type { FaultView } from '../../../orchestrator/control-plane/view/fault-view.ts';
import { announce } from './announce.ts';
import { clearFault, setFault } from './fault-requests.ts';
import { faultOf, shapeOf, sliderName, type Shape, type Shaped } from './shaped.ts';
import { readOnlyReason } from './read-only.ts';
import { Swatch } from '../parts/Swatch.tsx';
import { reportFailure } from './report-failure.ts';

const RANGES: Record<keyof Shape, { label: string; max: number; step: number; unit: string }> = {
  latencyMs: { label: 'Latency', max: 2_000, step: 50, unit: 'ms' },
  errorPercent: { label: 'Errors', max: 100, step: 5, unit: '%' },
};

/** Two sliders that inject latency and errors into a region, or into a colour in every region. */
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
  /** Its value by the present faults. */
  set: number;
  faults: readonly FaultView[];
}

/** Debounce: a value is sent after this long without a further move. */
const QUIET_MS = 250;

function Slider({ what, shaped, set, faults }: SliderProps) {
  // From the first move until the stream reports the fault, the slider shows the user's value.
  const held = useSignal<number | undefined>(undefined);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const { label, max, step, unit } = RANGES[what];
  const value = held.value ?? set;
  useEffect(() => {
    if (held.peek() === set) held.value = undefined;
  }, [set]);
  const send = async (next: number) => {
    const fault = faultOf(what, shaped, next);
    const name = sliderName(what, shaped);
    const isSet = faults.some((fault) => fault.name === name);
    if (fault === undefined && !isSet) {
      held.value = undefined;
      return;
    }
    const change = fault === undefined ? clearFault(name) : setFault(fault);
    const answer = await reportFailure(change);
    if (answer === undefined) held.value = undefined;
    else announce(`${label} of ${shaped.name}: ${next} ${unit}`);
  };
  const move = (next: number) => {
    held.value = next;
    clearTimeout(timer.current);
    timer.current = setTimeout(() => void send(next), QUIET_MS);
  };
  return (
    <label class="slider">
      <span>
        {label} <output class="numbers">{`${value} ${unit}`}</output>
      </span>
      <input
        type="range"
        disabled={readOnlyReason() !== undefined}
        min={0}
        max={max}
        step={step}
        value={value}
        aria-label={`${label} of ${shaped.name}`}
        aria-valuetext={`${value} ${unit}`}
        onInput={({ currentTarget }) => move(currentTarget.valueAsNumber)}
      />
    </label>
  );
}
