import { useComputed } from '@preact/signals';
import type { ReleaseView } from '../../../orchestrator/control-plane/view/release-view.ts';
import type { RegionView } from '../../../orchestrator/control-plane/view/state-view.ts';
import {
  originOf,
  percentText,
  shareText,
  sharesOf,
} from '../../../orchestrator/control-plane/view/region-groups.ts';
import { REGION_CONFIG } from '../../../orchestrator/core/definition/region-config-name.ts';
import { styleOf } from '../parts/color-mark.ts';
import { memo } from '../parts/memo.tsx';
import { Swatch } from '../parts/Swatch.tsx';
import { colorOf } from '../parts/value-text.ts';
import { subjectsOfRegion } from '../store/cells.ts';
import { regionPhases } from '../store/region-phases.ts';
import { regionSignal, state } from '../store/store.ts';
import { regionTraffic } from '../store/traffic.ts';
import { AnswerStream, type Lane } from './AnswerStream.tsx';
import type { RegionSize } from './RegionRow.tsx';
import { GUARD_STYLES } from './PhaseStep.tsx';

/** A narrower part has no room for a shape. */
const LEAST_WIDTH = 0.06;

/** A region with cells: one tile, whose parts are as wide as the cells' shares, each in the colour that it answers. */
export const CellsTile = memo(({ name, size }: { name: string; size: RegionSize }) => {
  const cells = subjectsOfRegion(name).flatMap((cell) => regionSignal(cell).value ?? []);
  const lanes = lanesOf(cells);
  const isWrong = cells.some(({ wrongSinceMs }) => wrongSinceMs !== null);
  const shares = sharesOf(cells);
  const spoken = shares
    .map(({ color, share }) => `${styleOf(color).name} ${percentText(share)}`)
    .join(', ');
  return (
    <article
      class={`region region--${size} region--cells ${isWrong ? 'region--wrong' : ''}`}
      data-region={name}
      title={originOf(cells[0]?.url ?? '')}
      aria-label={`${name}: ${spoken}`}
    >
      <header class="cells__head">
        <span class="cells__name">
          <span class="tile__name">{name}</span>
          {isWrong && (
            <span class="badge tone-waiting">
              <span aria-hidden="true">≠</span>
              <span class="hidden">out of sync</span>
            </span>
          )}
        </span>
        <span class="cells__shares">
          {shares.map(({ color, share }) => (
            <span key={color ?? ''} class="cells__share">
              <Swatch color={color} isBare={size !== 'card'} />
              <strong class="numbers">{percentText(share)}</strong>
            </span>
          ))}
        </span>
      </header>
      {size === 'card' && <AnswerStream region={name} lanes={lanes} />}
      <div class="cells__bar" aria-hidden="true">
        {cells.map((cell, at) => (
          <Part key={cell.name} cell={cell} width={lanes[at]?.width ?? 0} />
        ))}
      </div>
      {size === 'card' && (
        <>
          <ul class="cells" aria-label={`Cells of ${name}`}>
            {cells.map((cell) => (
              <CellFacts key={cell.name} cell={cell} />
            ))}
          </ul>
          <Sides cells={cells} />
        </>
      )}
    </article>
  );
});

/** Where each cell is in the bar; a small one is as wide as its shape. */
function lanesOf(cells: readonly RegionView[]): Lane[] {
  const widths = cells.map(({ cell }) => Math.max(LEAST_WIDTH, cell?.share ?? 1));
  const whole = widths.reduce((sum, width) => sum + width, 0);
  let from = 0;
  return cells.map(({ name }, at) => {
    const width = (widths[at] ?? 0) / whole;
    const lane = { name, from, width };
    from += width;
    return lane;
  });
}

function Part({ cell, width }: { cell: RegionView; width: number }) {
  const { answered } = cell;
  const { paint, text, mark } = styleOf(answered?.color ?? null);
  return (
    <span
      class={`cells__part ${answered === null ? 'tile--none' : ''}`}
      data-cell={cell.name}
      data-color={answered?.color ?? ''}
      style={{
        width: `${width * 100}%`,
        ...(answered !== null && { background: paint, color: text }),
      }}
    >
      {mark}
    </span>
  );
}

/** A cell in words: its share, its version, and what was measured of it. */
function CellFacts({ cell }: { cell: RegionView }) {
  const last = regionTraffic(cell.name).value?.last;
  const { answered, wrongSinceMs } = cell;
  return (
    <li class="cells__cell" title={regionPhases.value.get(cell.name)}>
      <Swatch color={answered?.color ?? null} isBare />
      <strong>{cell.cell?.name}</strong>
      <span class="numbers">{shareText(cell)}</span>
      <span class="muted numbers">
        {answered === null ? 'no answer' : `v${answered.configVersion}`}
      </span>
      {wrongSinceMs !== null && <span class="badge tone-waiting">≠</span>}
      {last != null && last.requests > 0 && (
        <span class="muted numbers cells__measured">
          {((last.errorRate ?? 0) * 100).toFixed(1)} % errors · p95{' '}
          {last.p95 === null ? '–' : `${Math.round(last.p95)} ms`}
        </span>
      )}
    </li>
  );
}

type Phase = ReleaseView['phases'][number];

/** The new and the old version side by side, with the verdict of each guardrail that compares them here. */
function Sides({ cells }: { cells: readonly RegionView[] }) {
  const found = useComputed(() => {
    const release = state.value?.releases.findLast(({ config }) => config === REGION_CONFIG);
    const names = cells.map(({ name }) => name);
    const phase = release?.phases.findLast(
      ({ regions, guardrails }) =>
        regions.some((region) => names.includes(region)) && guardrails.some(isCompared),
    );
    return release === undefined || phase === undefined ? undefined : { release, phase };
  }).value;
  if (found === undefined) return null;
  const { from, to } = found.release;
  const side = (value: typeof to.defaultValue) => colorOf(value) ?? null;
  return (
    <>
      {found.phase.guardrails
        .filter(isCompared)
        .map(({ name, check, value, baseline, verdict, text }) => (
          <p key={name} class="sides" title={text}>
            <strong>{name}</strong>
            <span class="sides__side">
              new <Swatch color={side(to.defaultValue)} isBare />
              <b class="numbers">{amountText(check, value)}</b>
            </span>
            <span class="sides__side">
              old <Swatch color={side(from.defaultValue)} isBare />
              <b class="numbers">{amountText(check, baseline)}</b>
            </span>
            <span class={`badge tone-${GUARD_STYLES[verdict].tone}`}>
              <span aria-hidden="true">{GUARD_STYLES[verdict].glyph}</span> {verdict}
            </span>
          </p>
        ))}
    </>
  );
}

function isCompared({ check, value, baseline }: Phase['guardrails'][number]): boolean {
  return metricOf(check) !== undefined && value !== null && baseline !== null;
}

/** What a guardrail measures on both sides; a calculation, or several comparisons, are of no one number a side. */
function metricOf(check: string): string | undefined {
  return /^(error-rate|latency|p\d\d|cpu|memory)\s*(?:[<>]|no worse)(?!.*\s(?:and|or)\s)/.exec(
    check,
  )?.[1];
}

function amountText(check: string, value: number | null): string {
  if (value === null) return '–';
  const metric = metricOf(check);
  if (metric === 'error-rate' || metric === 'cpu') return `${(value * 100).toFixed(1)} %`;
  return metric === 'memory' ? `${Math.round(value / 1e6)} MB` : `${Math.round(value)} ms`;
}
