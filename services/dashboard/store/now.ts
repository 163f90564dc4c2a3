import { signal, type ReadonlySignal } from '@preact/signals';
import { pipelineTime } from './store.ts';

/** Real and pipeline time as they are shown. */
export interface Moment {
  realMs: number;
  pipelineMs: number;
}

const TICK_MS = 250;

const current = signal<Moment>(moment());

/** Moves four times a second; what reads it in a computed text touches the page only where the text changes. */
export const now: ReadonlySignal<Moment> = current;

export function startTicking(): void {
  setInterval(() => {
    if (!document.hidden) current.value = moment();
  }, TICK_MS);
}

function moment(): Moment {
  const realMs = Date.now();
  return { realMs, pipelineMs: pipelineTime(realMs) };
}
