import { useSignal } from '@preact/signals';
import { percentText } from '../../../orchestrator/control-plane/view/region-groups.ts';
import { FilterInput } from '../parts/FilterInput.tsx';
import { VirtualList } from '../parts/VirtualList.tsx';
import { regionNames } from '../store/store.ts';
import { cellCount, subjectsByRegion, subjectsOfRegion } from '../store/cells.ts';
import { wave } from '../store/bands.ts';
import { Bands } from './Bands.tsx';
import { Mosaic } from './Mosaic.tsx';
import { CellsTile } from './CellsTile.tsx';
import { RegionRow, type RegionSize } from './RegionRow.tsx';
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
  const count = subjectsByRegion.value.size;
  const isMany = count > MOST_TILES;
  // A region with cells shows the stream of its answers instead.
  const hasLanes = regionNames.value.length > cellCount.value;
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
          {cellCount.value > 0 && <span class="muted numbers"> · {cellCount.value} cells</span>}
        </h2>
        <RegionCounts />
        {size !== 'tiles' && hasLanes && <span class="lane-axis muted">5 min, bars of 5 s</span>}
      </div>
      {isMany ? (
        <>
          <Mosaic count={count} />
          <FilterInput of="regions" filter={filter} class="regions__filter" />
          <VirtualList
            label={`${shown.length} regions`}
            keys={shown}
            rowHeight={ROW_HEIGHT}
            row={(name) => <Region name={name} size="row" />}
          />
        </>
      ) : (
        <Bands
          wave={wave.value}
          size={size}
          region={(name) => (
            <Region key={name} name={name} size={size === 'tiles' ? 'tile' : 'card'} />
          )}
        />
      )}
    </section>
  );
}

/** A region as one tile, whether it has cells or not. */
function Region(props: { name: string; size: RegionSize }) {
  return subjectsOfRegion(props.name)[0] === props.name ? (
    <RegionRow {...props} />
  ) : (
    <CellsTile {...props} />
  );
}

/** Colours shown by name; the others are counted. */
const SHOWN = 5;
/** With more regions a screen reader would never stop reading changes. */
const LIVE_LIMIT = 12;

/** Of all regions alike: where there are cells, no whole number of regions answers a colour. */
function partOf(regions: number): string {
  return percentText(regions / subjectsByRegion.value.size);
}

/** How many regions answer each colour. */
function RegionCounts() {
  const counts = regionCounts.value;
  return (
    <ul
      class="region-counts"
      aria-label="Regions by colour"
      aria-live={subjectsByRegion.value.size <= LIVE_LIMIT ? 'polite' : 'off'}
    >
      {counts.slice(0, SHOWN).map(([color, count]) => (
        <li key={color ?? ''}>
          <strong class="numbers">{cellCount.value > 0 ? partOf(count) : count}</strong>{' '}
          <Swatch color={color} />
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
