import { useComputed } from '@preact/signals';
import type { RegionView } from '../../../orchestrator/control-plane/view/state-view.ts';
import { lookOf } from '../parts/color-mark.ts';
import { Since } from '../parts/Countdown.tsx';
import { Icon } from '../parts/Icon.tsx';
import { isFaulty, truthsOf } from '../parts/region-words.ts';
import { protectedRegions } from '../store/protected-regions.ts';
import { regionSignal, state } from '../store/store.ts';
import { Lane } from './Lane.tsx';
import { MeasuredNumbers } from './MeasuredNumbers.tsx';

/** One region: its present answer as a tile, its past answers as a lane, and whether they are as decided. */
export function RegionRow({ name, isSmall = false }: { name: string; isSmall?: boolean }) {
  const region = regionSignal(name).value;
  if (region === undefined) return null;
  const { answered, problem } = region;
  const look = lookOf(answered?.color ?? null);
  const isNew = region.answeredAtMs === null;
  const said = isNew ? 'not deployed yet' : look.name;
  return (
    <article
      class={`region ${isSmall ? 'region--small' : ''} ${region.wrongSinceMs === null ? '' : 'region--wrong'}`}
      data-region={name}
      data-color={answered?.color ?? ''}
      aria-label={`${name}: ${said}`}
    >
      <div
        key={look.name}
        class={`tile ${answered === null ? 'tile--none' : ''}`}
        style={answered === null ? {} : { background: look.paint, color: look.text }}
      >
        <span class="tile__mark" aria-hidden="true">
          {isNew ? '…' : look.mark}
        </span>
        <span class="tile__name">{name}</span>
        <span class="tile__color">{said}</span>
      </div>
      <div class="region__side">
        <Lane region={name} />
        <div class="region__facts">
          <Truths region={region} />
          <Marks region={region} />
          {region.wrongSinceMs !== null && (
            <span class="badge tone-waiting region__timer">
              ≠ <Since atMs={region.wrongSinceMs} />
              <span class="hidden"> since it differs from what was decided</span>
            </span>
          )}
          <MeasuredNumbers region={name} />
        </div>
        {problem !== null && !isSmall && <p class="region__problem">{problem}</p>}
      </div>
    </article>
  );
}

function Truths({ region }: { region: RegionView }) {
  return (
    <ul class="truths" aria-label="Decided, applied and answered">
      {truthsOf(region).map(({ word, color, version, agrees }) => {
        const { paint, text, mark } = lookOf(color);
        const says =
          version === null ? 'nothing yet' : `${color ?? 'no colour'}, version ${version}`;
        return (
          <li key={word} class={`truth ${agrees ? '' : 'truth--off'}`} title={`${word}: ${says}`}>
            <span class="truth__word">{word}</span>
            <span
              class="truth__chip"
              style={version === null ? {} : { background: paint, color: text }}
              aria-hidden="true"
            >
              {version === null ? '–' : mark}
            </span>
            <span class="numbers">{version === null ? '' : `v${version}`}</span>
            <span class="hidden">{says}</span>
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
