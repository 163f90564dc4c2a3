import { useSignalEffect } from '@preact/signals';
import { useRef } from 'preact/hooks';
import type { TrafficBucket } from '../../../orchestrator/runtime/traffic/measure/traffic-schema.ts';
import { clearedPen } from '../parts/cleared-pen.ts';
import { inkOf } from '../parts/draw-bars.ts';
import { styleOf } from '../parts/color-mark.ts';
import { arrivalsOf, thinned, type Arrival } from '../store/arrivals.ts';
import { regionTraffic } from '../store/traffic.ts';

/** More dots a second would be a blur. */
const MOST_A_SECOND = 20;
const FALL_MS = 1_100;
const RADIUS = 4;
/** Of a message that comes late: its answers are spread no further. */
const LONGEST_MS = 2_000;

/** An answer on its way into its cell. */
interface Dot extends Arrival {
  /** Where it falls, as shares of the stream's width. */
  at: number;
  fromMs: number;
}

/** A cell as a part of the stream's width. */
export interface Lane {
  name: string;
  from: number;
  width: number;
}

/** The answers to the traffic generator as dots that fall into the cells that gave them; errors are rings. Who wants no motion sees the last of them stand. */
export function AnswerStream({ region, lanes }: { region: string; lanes: readonly Lane[] }) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const dots = useRef<Dot[]>([]);
  const before = useRef(new Map<string, readonly TrafficBucket[]>());
  const lastMs = useRef(Date.now());
  const frame = useRef(0);
  useSignalEffect(() => {
    const arrivals = lanes.flatMap((lane) => {
      const now = regionTraffic(lane.name).value?.buckets ?? [];
      const arrived = arrivalsOf(before.current.get(lane.name), now);
      before.current.set(lane.name, now);
      return arrived.map((one) => ({ ...one, lane }));
    });
    const nowMs = Date.now();
    const spanMs = Math.min(LONGEST_MS, nowMs - lastMs.current);
    if (arrivals.length === 0 || document.hidden) return;
    lastMs.current = nowMs;
    const picked = thinned(arrivals, Math.max(1, (MOST_A_SECOND * spanMs) / 1_000), Math.random());
    const isStill = matchMedia('(prefers-reduced-motion: reduce)').matches;
    const fresh = picked.map(({ lane, ...arrival }) => ({
      ...arrival,
      at: lane.from + lane.width * (0.1 + 0.8 * Math.random()),
      fromMs: nowMs + (isStill ? -FALL_MS : 1) * Math.random() * (isStill ? 1 : spanMs),
    }));
    dots.current = isStill ? fresh : [...dots.current, ...fresh];
    cancelAnimationFrame(frame.current);
    const draw = () => {
      const element = canvas.current;
      if (element === null) return;
      const atMs = isStill ? nowMs : Date.now();
      dots.current = dots.current.filter(({ fromMs }) => isStill || fromMs > atMs - FALL_MS);
      drawDots(element, dots.current, atMs);
      if (!isStill && dots.current.length > 0) frame.current = requestAnimationFrame(draw);
    };
    draw();
  });
  return <canvas ref={canvas} class="stream" data-stream={region} aria-hidden="true" />;
}

function drawDots(canvas: HTMLCanvasElement, dots: readonly Dot[], nowMs: number): void {
  const { clientWidth: width, clientHeight: height } = canvas;
  const pen = clearedPen(canvas);
  if (pen === undefined) return;
  const { error, hatch } = inkOf(canvas);
  for (const { at, fromMs, color, isError } of dots) {
    const way = (nowMs - fromMs) / FALL_MS;
    if (way < 0) continue;
    pen.beginPath();
    pen.arc(at * width, way * way * (height - RADIUS), RADIUS, 0, 2 * Math.PI);
    pen.lineWidth = isError ? 2.5 : 1;
    pen.strokeStyle = isError ? error : hatch;
    pen.fillStyle = styleOf(color).paint;
    if (!isError) pen.fill();
    pen.stroke();
  }
}
