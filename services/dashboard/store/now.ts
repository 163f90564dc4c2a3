import { batch, signal, type ReadonlySignal } from '@preact/signals';
import { pipelineTime } from './store.ts';

/** Real and pipeline time as they are shown. */
export interface Moment {
  realMs: number;
  pipelineMs: number;
}

const TICK_MS = 250;
/** Lanes are drawn anew so often, where nothing happens in them. */
const FRAME_MS = 1_000;

const current = signal<Moment>(moment());

/** Moves four times a second; what reads it in a computed text touches the page only where the text changes. */
export const now: ReadonlySignal<Moment> = current;

const currentFrame = signal(Date.now());

/** Real time, for what is too much to draw at each tick. */
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
