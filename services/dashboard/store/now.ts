import { batch, signal, type ReadonlySignal } from '@preact/signals';
import { pipelineTime } from './store.ts';

/** Real and pipeline time as they are shown. */
export interface Moment {
  realMs: number;
  pipelineMs: number;
}

const TICK_MS = 250;
/** Interval at which lanes without changes are drawn again. */
const FRAME_MS = 1_000;

const current = signal<Moment>(moment());

/** Changes four times a second; read it in a computed text, so that only a changed text renders. */
export const now: ReadonlySignal<Moment> = current;

const currentFrame = signal(Date.now());

/** Real time once a second, for costly drawings. */
export const frame: ReadonlySignal<number> = currentFrame;

export function startTicking(): void {
  setInterval(() => {
    if (document.hidden) return;
    const next = moment();
    batch(() => {
      current.value = next;
      if (next.realMs - currentFrame.value >= FRAME_MS - TICK_MS / 2)
        currentFrame.value = next.realMs;
    });
  }, TICK_MS);
}

function moment(): Moment {
  const realMs = Date.now();
  return { realMs, pipelineMs: pipelineTime(realMs) };
}
