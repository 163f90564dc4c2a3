import type { TrafficView } from '../../../orchestrator/runtime/traffic/measure/traffic-schema.ts';
import { wrap } from './layout.ts';
import type { Paint } from './paint.ts';
import { renderTable } from './render-table.ts';

/** Whether there is traffic, and a line per region with its last 30 seconds. */
export function renderTraffic(paint: Paint, view: TrafficView): string {
  const { isOn, ratePerSecond, regions, heldBack, skipped } = view;
  const head = isOn
    ? `${paint('green', '●')} traffic: ${ratePerSecond} requests a second across all regions; last 30 seconds:\n`
    : `${paint('dim', '○')} no traffic. Start it with: npx colorteller traffic start\n`;
  const rows = regions
    .filter(({ last }) => last.requests > 0)
    .map(({ region, buckets, last }) => ({
      region,
      colors: [...new Set(buckets.slice(-2).map(({ color }) => color ?? 'none'))].join(', '),
      requests: last.requests,
      errors: last.errors,
      errorRate: last.errorRate === null ? '' : `${(last.errorRate * 100).toFixed(1)} %`,
      p50: milliseconds(last.p50),
      p95: milliseconds(last.p95),
      p99: milliseconds(last.p99),
    }));
  const columns = {
    REGION: 'region',
    COLOUR: 'colors',
    REQUESTS: 'requests',
    ERRORS: 'errors',
    'ERROR RATE': 'errorRate',
    P50: 'p50',
    P95: 'p95',
    P99: 'p99',
  };
  const notes = [
    heldBack === 0
      ? ''
      : `${heldBack} requests were not sent: too many requests to the same replica were open.\n`,
    skipped.length === 0 ? '' : `No traffic to regions on other machines: ${skipped.join(', ')}.\n`,
  ];
  const table = rows.length === 0 ? '' : renderTable(paint, columns, rows);
  return wrap(paint, [head, table, ...notes].join(''));
}

function milliseconds(ms: number | null): string {
  return ms === null ? '' : `${ms.toFixed(1)} ms`;
}
