import { Swatch } from '../parts/Swatch.tsx';
import { regionCounts, wrongCount } from '../store/region-counts.ts';
import { regionNames } from '../store/store.ts';

/** Colours shown by name; the others are counted. */
const SHOWN = 5;
/** With more regions a screen reader would never stop reading changes. */
const LIVE_LIMIT = 12;

/** How many regions answer each colour. */
export function RegionCounts() {
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
