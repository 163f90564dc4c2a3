import { Swatch } from '../parts/Swatch.tsx';
import { tally, wrongCount } from '../store/region-tally.ts';
import { regionNames } from '../store/store.ts';

/** Colours shown by name; the others are counted. */
const SHOWN = 5;
/** With more regions a reader would be told without an end. */
const TOLD = 12;

/** How many regions tell which colour. */
export function RegionTally() {
  const counts = tally.value;
  return (
    <ul
      class="tally"
      aria-label="Regions by colour"
      aria-live={regionNames.value.length <= TOLD ? 'polite' : 'off'}
    >
      {counts.slice(0, SHOWN).map(([color, count]) => (
        <li key={color ?? ''}>
          <strong class="numbers">{count}</strong> <Swatch color={color} />
        </li>
      ))}
      {counts.length > SHOWN && <li>and {counts.length - SHOWN} more colours</li>}
      {wrongCount.value > 0 && (
        <li class="badge tone-waiting">
          <span aria-hidden="true">≠</span> {wrongCount} not as decided
        </li>
      )}
    </ul>
  );
}
