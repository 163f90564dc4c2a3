import { useComputed } from '@preact/signals';
import type { ComponentChildren } from 'preact';
import { styleOf } from '../parts/color-mark.ts';
import { memo } from '../parts/memo.tsx';
import { PHASE_STYLES } from '../parts/phase-words.ts';
import { reachedCount, type Band, type Wave } from '../store/bands.ts';

/** The regions, phase by phase: the wave goes down the bands. */
export function Bands(props: {
  wave: Wave;
  size: 'rows' | 'cards' | 'tiles';
  region: (name: string) => ComponentChildren;
}) {
  const { wave, size, region } = props;
  const isPhased = wave.bands.some(({ phase, regions }) => phase !== null && regions.length > 1);
  const bands = isPhased
    ? wave.bands
    : [
        {
          phase: null,
          regions: wave.bands.flatMap(({ regions }) => regions),
          subjects: wave.bands.flatMap(({ subjects }) => subjects),
        },
      ];
  return (
    <div class={`bands bands--${size}`} role="group" aria-label="Regions" tabIndex={0}>
      {bands.map((band) => (
        <section
          key={band.regions[0]}
          class="band"
          aria-label={band.phase?.name ?? 'Other regions'}
          style={{ flexGrow: band.regions.length }}
        >
          {isPhased && <BandHead band={band} wave={wave} />}
          <div class={`grid grid--${size}`}>{band.regions.map(region)}</div>
        </section>
      ))}
    </div>
  );
}

/** The name of a phase, and a bar in the new colour that fills. */
const BandHead = memo(({ band, wave }: { band: Band; wave: Wave }) => {
  const { phase, regions, subjects } = band;
  const reached = useComputed(() => reachedCount(band, wave)).value;
  const style = PHASE_STYLES[phase?.status ?? 'to-come'];
  const { paint } = styleOf(wave.to?.color ?? null);
  return (
    <header class="band__head">
      <h3 class="band__name">{phase?.name ?? 'In no phase'}</h3>
      {phase !== null && (
        <span class={`band__status phase__status--${style.tone}`}>
          <span aria-hidden="true">{style.glyph}</span> {style.words}
        </span>
      )}
      <span class="band__bar" aria-hidden="true">
        <i style={{ transform: `scaleX(${reached / subjects.length})`, background: paint }} />
      </span>
      <span class="band__count numbers">
        {reached} of {subjects.length}
        {subjects.some((name) => !regions.includes(name)) && ' cells'}
      </span>
    </header>
  );
});
