import { useSignal } from '@preact/signals';
import { FilterInput } from '../parts/FilterInput.tsx';
import { VirtualList } from '../parts/VirtualList.tsx';
import { regionNames } from '../store/store.ts';
import { wave } from '../store/bands.ts';
import { Bands } from './Bands.tsx';
import { Mosaic } from './Mosaic.tsx';
import { RegionRow } from './RegionRow.tsx';
import { Swatch } from '../parts/Swatch.tsx';
import { regionCounts, wrongCount } from '../store/region-counts.ts';

/** Up to this many are rows that share the height; above it, cards. */
const MOST_ROWS = 4;
/** Above this many, regions are tiles. */
const MOST_CARDS = 12;
/** Above this many, regions are a mosaic and a virtual list. */
const MOST_TILES = 60;
const ROW_HEIGHT = 52;

/** Every region, in the colour that it answers, in the order of the phases. */
export function Regions() {
  const filter = useSignal('');
  const count = regionNames.value.length;
  const isMany = count > MOST_TILES;
  const size = count <= MOST_ROWS ? 'rows' : count <= MOST_CARDS ? 'cards' : 'tiles';
  const shown = isMany
    ? wave.value.bands.flatMap(({ regions }) =>
        regions.filter((name) => name.includes(filter.value.trim())),
      )
    : [];
  return (
    <section class="panel regions" id="regions" tabIndex={-1} aria-labelledby="regions-title">
      <div class="panel__head">
        <h2 id="regions-title" class="panel__title">
          Regions <span class="muted numbers">{count}</span>
        </h2>
        <RegionCounts />
        {size !== 'tiles' && <span class="lane-axis muted">5 min, bars of 5 s</span>}
      </div>
      {isMany ? (
        <>
          <Mosaic count={count} />
          <FilterInput of="regions" filter={filter} class="regions__filter" />
          <VirtualList
            label={`${shown.length} regions`}
            keys={shown}
            rowHeight={ROW_HEIGHT}
            row={(name) => <RegionRow name={name} size="row" />}
          />
        </>
      ) : (
        <Bands
          wave={wave.value}
          size={size}
          region={(name) => (
            <RegionRow key={name} name={name} size={size === 'tiles' ? 'tile' : 'card'} />
          )}
        />
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
