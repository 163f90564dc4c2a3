import { regionTraffic } from '../store/traffic.ts';

/** Error rate and latency of a region, when traffic runs. */
export function MeasuredNumbers({ region }: { region: string }) {
  const last = regionTraffic(region).value?.last;
  if (last == null || last.requests === 0) return null;
  const rate = (last.errorRate ?? 0) * 100;
  return (
    <span class={`vitals numbers ${rate >= 1 ? 'vitals--bad' : ''}`}>
      {rate >= 1 ? '▲ ' : ''}
      {rate.toFixed(rate < 10 ? 1 : 0)}% errors · p95{' '}
      {last.p95 === null ? '–' : `${Math.round(last.p95)} ms`}
    </span>
  );
}
