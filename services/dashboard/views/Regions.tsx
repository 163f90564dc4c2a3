import { useSignal } from '@preact/signals';
import { FilterInput } from '../parts/FilterInput.tsx';
import { VirtualList } from '../parts/VirtualList.tsx';
import { regionNames } from '../store/store.ts';
import { Mosaic } from './Mosaic.tsx';
import { RegionRow } from './RegionRow.tsx';
import { RegionCounts } from './RegionCounts.tsx';

/** Above this many, regions are a mosaic and a virtual list. */
const MOST_TILES = 60;
const ROW_HEIGHT = 52;

/** Every region, in the colour that it answers. */
export function Regions() {
  const wanted = useSignal('');
  const names = regionNames.value;
  const isMany = names.length > MOST_TILES;
  const shown = isMany ? names.filter((name) => name.includes(wanted.value.trim())) : names;
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
          <FilterInput of="regions" wanted={wanted} class="regions__filter" />
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
