import { useSignal } from '@preact/signals';
import { FilterInput } from '../parts/FilterInput.tsx';
import { VirtualList } from '../parts/VirtualList.tsx';
import { regionNames } from '../store/store.ts';
import { Mosaic } from './Mosaic.tsx';
import { RegionRow } from './RegionRow.tsx';
import { Swatch } from '../parts/Swatch.tsx';
import { regionCounts, wrongCount } from '../store/region-counts.ts';

/** Above this many, regions are a mosaic and a virtual list. */
const MOST_TILES = 60;
const ROW_HEIGHT = 52;

/** Every region, in the colour that it answers. */
export function Regions() {
  const filter = useSignal('');
  const names = regionNames.value;
  const isMany = names.length > MOST_TILES;
  const shown = isMany ? names.filter((name) => name.includes(filter.value.trim())) : names;
  const size = names.length <= 4 ? 'large' : names.length <= 12 ? 'medium' : 'small';
  return (
    <section class="panel regions" id="regions" tabIndex={-1} aria-labelledby="regions-title">
      <div class="panel__head">
        <h2 id="regions-title" class="panel__title">
          Regions <span class="muted numbers">{names.length}</span>
        </h2>
        <RegionCounts />
        <span class="lane-axis muted">5 min, bars of 5 s</span>
      </div>
      {isMany ? (
        <>
          <Mosaic names={names} />
          <FilterInput of="regions" filter={filter} class="regions__filter" />
          <VirtualList
            label={`${shown.length} regions`}
            keys={shown}
            rowHeight={ROW_HEIGHT}
            row={(name) => <RegionRow name={name} isSmall />}
          />
        </>
      ) : (
        <div class={`grid grid--${size}`} role="group" aria-label="Regions" tabIndex={0}>
          {shown.map((name) => (
            <RegionRow key={name} name={name} isSmall={size === 'small'} />
          ))}
        </div>
      )}
    </section>
  );
}

/** Colours shown by name; the others are counted. */
const SHOWN = 5;
/** With more regions a screen reader would never stop reading changes. */
const LIVE_LIMIT = 12;

/** How many regions answer each colour. */
function RegionCounts() {
  const counts = regionCounts.value;
  return (
    <ul
      class="region-counts"
      aria-label="Regions by colour"
      aria-live={regionNames.value.length <= LIVE_LIMIT ? 'polite' : 'off'}
    >
      {counts.slice(0, SHOWN).map(([color, count]) => (
        <li key={color ?? ''}>
          <strong class="numbers">{count}</strong> <Swatch color={color} />
        </li>
      ))}
      {counts.length > SHOWN && <li>and {counts.length - SHOWN} more colours</li>}
      {wrongCount.value > 0 && (
        <li class="badge tone-waiting">
          <span aria-hidden="true">≠</span> {wrongCount} out of sync
        </li>
      )}
    </ul>
  );
}
