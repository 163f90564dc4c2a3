import { useComputed, useSignalEffect } from '@preact/signals';
import { useRef } from 'preact/hooks';
import { drawBars, inkOf } from '../parts/draw-bars.ts';
import { barsOf } from '../store/lane-history.ts';
import { frame } from '../store/now.ts';
import { laneSignal } from '../store/store.ts';
import { regionTraffic } from '../store/traffic.ts';
import { withTraffic } from '../store/traffic-bars.ts';

/** The answers of a region in the last five minutes, a bar for each five seconds. */
export function Lane({ region }: { region: string }) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const bars = useComputed(() => {
    const seen = barsOf(laneSignal(region).value, frame.value);
    const buckets = regionTraffic(region).value?.buckets;
    return buckets === undefined ? seen : withTraffic(seen, buckets);
  });
  useSignalEffect(() => {
    const drawn = bars.value;
    if (canvas.current !== null) drawBars(canvas.current, drawn, inkOf(canvas.current));
  });
  const words = useComputed(() => {
    const colors = bars.value.flatMap(({ parts }) =>
      parts.map(({ color }) => color ?? 'no answer'),
    );
    const changes = colors.filter((color, index) => color !== colors[index - 1]);
    return `Served in the last five minutes, in order: ${changes.join(', then ') || 'no data'}`;
  });
  return (
    <div class="lane">
      <canvas ref={canvas} role="img" aria-label={words} />
    </div>
  );
}
