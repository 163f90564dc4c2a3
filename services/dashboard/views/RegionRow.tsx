import { useComputed, computed, useSignalEffect } from '@preact/signals';
import type { RegionView, StateView } from '../../../orchestrator/control-plane/view/state-view.ts';
import { styleOf } from '../parts/color-mark.ts';
import { Since } from '../parts/Countdown.tsx';
import { Icon } from '../parts/Icon.tsx';
import { memo } from '../parts/memo.tsx';
import { regionPhases } from '../store/region-phases.ts';
import { regionSignal, state, records, laneSignal } from '../store/store.ts';
import { colorOf } from '../parts/value-text.ts';
import { regionTraffic } from '../store/traffic.ts';
import { useRef } from 'preact/hooks';
import { drawBars, inkOf } from '../parts/draw-bars.ts';
import { barsOf } from '../store/lane-history.ts';
import { barTimeMs } from '../store/now.ts';
import { withTraffic } from '../store/traffic-bars.ts';

/** How a region is shown: a large card, a tile among many, or a row of a list. */
export type RegionSize = 'card' | 'tile' | 'row';

/** One region in the colour that it answers; with its past answers as a lane, and whether they are as decided, where there is room. */
export const RegionRow = memo(({ name, size }: { name: string; size: RegionSize }) => {
  const region = regionSignal(name).value;
  if (region === undefined) return null;
  const { answered, problem, wrongSinceMs } = region;
  const style = styleOf(answered?.color ?? null);
  const isNew = region.answeredAtMs === null;
  const spoken = isNew ? 'not deployed yet' : style.name;
  const timer = wrongSinceMs !== null && <WrongTimer sinceMs={wrongSinceMs} />;
  return (
    <article
      class={`region region--${size} ${wrongSinceMs === null ? '' : 'region--wrong'}`}
      data-region={name}
      data-color={answered?.color ?? ''}
      title={regionPhases.value.get(name)}
      aria-label={`${name}: ${spoken}`}
    >
      <div class="region__body">
        <div
          key={style.name}
          class={`tile ${answered === null ? 'tile--none' : ''}`}
          style={answered === null ? {} : { background: style.paint, color: style.text }}
        >
          <span class="tile__mark" aria-hidden="true">
            {isNew ? '…' : style.mark}
          </span>
          <span class="tile__words">
            <span class="tile__name">{name}</span>
            <span class="tile__color">
              {spoken}
              {size === 'tile' && wrongSinceMs !== null && <OutOfSync />}
            </span>
          </span>
        </div>
        {size !== 'tile' && (
          <div class="region__side">
            <Lane region={name} />
            <div class="region__facts">
              <Truths region={region} />
              <Marks region={region} />
              {timer}
              {size === 'card' && <MeasuredNumbers region={name} />}
            </div>
            {problem !== null && size === 'card' && <p class="region__problem">{problem}</p>}
          </div>
        )}
      </div>
    </article>
  );
});

/** Where there is no room for how long. */
function OutOfSync() {
  return (
    <>
      {' '}
      <span class="badge tone-waiting tile__wrong" aria-hidden="true">
        ≠
      </span>
      <span class="hidden">, out of sync</span>
    </>
  );
}

/** For how long the region has not answered what was decided. */
function WrongTimer({ sinceMs }: { sinceMs: number }) {
  return (
    <span class="badge tone-waiting region__timer">
      ≠ <Since atMs={sinceMs} />
      <span class="hidden"> since it differs from what was decided</span>
    </span>
  );
}

function Truths({ region }: { region: RegionView }) {
  return (
    <ul class="truths" aria-label="Decided, applied and answered">
      {truthsOf(region).map(({ word, color, version, agrees }) => {
        const { paint, text, mark } = styleOf(color);
        const value =
          version === null ? 'nothing yet' : `${color ?? 'no colour'}, version ${version}`;
        return (
          <li key={word} class={`truth ${agrees ? '' : 'truth--off'}`} title={`${word}: ${value}`}>
            <span class="truth__word">{word}</span>
            <span
              class="truth__chip"
              style={version === null ? {} : { background: paint, color: text }}
              aria-hidden="true"
            >
              {version === null ? '–' : mark}
            </span>
            <span class="numbers">{version === null ? '' : `v${version}`}</span>
            <span class="hidden">{value}</span>
          </li>
        );
      })}
    </ul>
  );
}

function Marks({ region }: { region: RegionView }) {
  const isInjected = useComputed(() => isFaulty(state.value?.faults ?? [], region));
  const isProtected = useComputed(() => protectedRegions.value.has(region.name));
  return (
    <>
      {isInjected.value && (
        <span class="badge tone-errored">
          <Icon name="bolt" /> fault
        </span>
      )}
      {isProtected.value && (
        <span class="badge tone-plain">
          <Icon name="lock" /> protected
        </span>
      )}
    </>
  );
}

/** One of the three truths of a region: which colour and version it is about. */
interface Truth {
  word: 'decided' | 'applied' | 'answered';
  color: string | null;
  version: number | null;
  /** Whether it is the decided version. */
  agrees: boolean;
}

function truthsOf({ decided, applied, answered }: RegionView): Truth[] {
  const version = decided?.configVersion ?? null;
  const truth = (
    word: Truth['word'],
    found: { color: string | null; configVersion: number } | null,
  ): Truth => ({
    word,
    color: found?.color ?? null,
    version: found?.configVersion ?? null,
    agrees: found?.configVersion === version,
  });
  const color = decided === null ? null : (colorOf(decided.value) ?? null);
  return [
    truth('decided', decided === null ? null : { color, configVersion: decided.configVersion }),
    truth('applied', applied),
    truth('answered', answered),
  ];
}

/** Whether a fault affects a region or its stack. */
function isFaulty(faults: StateView['faults'], { name, stack }: RegionView): boolean {
  return faults.some(
    (fault) =>
      (fault.region === undefined && fault.stack === undefined) ||
      fault.region === name ||
      (fault.stack !== undefined && fault.stack === stack),
  );
}

const definition = computed(() => {
  const changed = records.value.findLast(({ event }) => event.type === 'definition-changed');
  return changed?.event.type === 'definition-changed' ? changed.event.definition : undefined;
});

/** Names of the protected regions by the latest definition. */
const protectedRegions = computed(
  () =>
    new Set(
      definition.value?.regions.filter(({ protect }) => protect === true).map(({ name }) => name),
    ),
);

/** Error rate and latency of a region, when traffic runs. */
function MeasuredNumbers({ region }: { region: string }) {
  const last = regionTraffic(region).value?.last;
  if (last == null || last.requests === 0) return null;
  const rate = (last.errorRate ?? 0) * 100;
  return (
    <span class={`vitals numbers ${rate >= 1 ? 'vitals--bad' : ''}`}>
      {rate >= 1 ? '▲ ' : ''}
      {rate.toFixed(rate < 10 ? 1 : 0)}% errors · p95{' '}
      {last.p95 === null ? '–' : `${Math.round(last.p95)} ms`}
    </span>
  );
}

/** The answers of a region in the last five minutes, a bar for each five seconds. */
function Lane({ region }: { region: string }) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const bars = useComputed(() => {
    const seen = barsOf(laneSignal(region).value, barTimeMs());
    const buckets = regionTraffic(region).value?.buckets;
    return buckets === undefined ? seen : withTraffic(seen, buckets);
  });
  useSignalEffect(() => {
    const drawn = bars.value;
    if (canvas.current !== null) drawBars(canvas.current, drawn, inkOf(canvas.current));
  });
  const words = useComputed(() => {
    const colors = bars.value.flatMap(({ parts }) =>
      parts.map(({ color }) => color ?? 'no answer'),
    );
    const changes = colors.filter((color, index) => color !== colors[index - 1]);
    return `Served in the last five minutes, in order: ${changes.join(', then ') || 'no data'}`;
  });
  return (
    <div class="lane">
      <canvas ref={canvas} role="img" aria-label={words} />
    </div>
  );
}
