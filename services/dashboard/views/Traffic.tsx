import { useSignalEffect } from '@preact/signals';
import { useRef } from 'preact/hooks';
import { drawBars, inkOf } from '../parts/draw-bars.ts';
import { barsOf } from '../store/lane-history.ts';
import { barTimeMs } from '../store/now.ts';
import { measuredRegions, regionTraffic, traffic } from '../store/traffic.ts';
import { withTraffic } from '../store/traffic-bars.ts';

/** Regions of the table; the others are in their own rows. */
const MOST = 60;

/** Requests by answer in buckets of five seconds, and what was measured of each region. */
export function Traffic() {
  const names = measuredRegions.value;
  if (traffic.value === null || names.length === 0) return null;
  return (
    <section aria-labelledby="measured-title">
      <h3 id="measured-title" class="panel__subtitle">
        Measured
      </h3>
      <AllBars names={names} />
      <table class="table numbers">
        <caption class="hidden">Errors and latency by region in the last half minute</caption>
        <thead>
          <tr>
            <th scope="col">Region</th>
            <th scope="col">Requests</th>
            <th scope="col">Errors</th>
            <th scope="col">p50</th>
            <th scope="col">p95</th>
            <th scope="col">p99</th>
          </tr>
        </thead>
        <tbody>
          {names.slice(0, MOST).map((name) => (
            <Row key={name} name={name} />
          ))}
        </tbody>
      </table>
    </section>
  );
}

function Row({ name }: { name: string }) {
  const last = regionTraffic(name).value?.last;
  const ms = (value: number | null | undefined) =>
    value == null ? '–' : `${Math.round(value)} ms`;
  const rate = last?.errorRate == null ? null : last.errorRate * 100;
  return (
    <tr>
      <th scope="row">{name}</th>
      <td>{last?.requests ?? 0}</td>
      <td class={rate !== null && rate >= 1 ? 'vitals--bad' : ''}>
        {rate === null ? '–' : `${rate.toFixed(1)}%`}
      </td>
      <td>{ms(last?.p50)}</td>
      <td>{ms(last?.p95)}</td>
      <td>{ms(last?.p99)}</td>
    </tr>
  );
}

/** The requests to all regions: a stacked bar for each bucket. */
function AllBars({ names }: { names: readonly string[] }) {
  const canvas = useRef<HTMLCanvasElement>(null);
  useSignalEffect(() => {
    const empty = barsOf([], barTimeMs());
    const buckets = names.flatMap((name) => regionTraffic(name).value?.buckets ?? []);
    if (canvas.current === null) return;
    drawBars(canvas.current, withTraffic(empty, buckets), inkOf(canvas.current));
  });
  return (
    <div class="lane lane--all">
      <canvas
        ref={canvas}
        role="img"
        aria-label="Answers of all regions by colour, and errors, in buckets of five seconds"
      />
    </div>
  );
}
