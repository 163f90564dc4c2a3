import { computed, signal, type ReadonlySignal } from '@preact/signals';
import { BAR_MS } from './lane-history.ts';
import { pipelineTime } from './store.ts';

/** Real and pipeline time as they are shown. */
export interface Moment {
  realMs: number;
  pipelineMs: number;
}

const TICK_MS = 250;
const current = signal<Moment>(moment());

/** Changes four times a second; read it in a computed text, so that only a changed text renders. */
export const now: ReadonlySignal<Moment> = current;

const barNumber = computed(() => Math.floor(current.value.realMs / BAR_MS));

/** Real time for bars, which are costly to draw: what reads it is computed again when a bar ends. */
export function barTimeMs(): number {
  return Math.max(barNumber.value * BAR_MS, Date.now());
}

export function startTicking(): void {
  setInterval(() => {
    if (document.hidden) return;
    current.value = moment();
  }, TICK_MS);
}

function moment(): Moment {
  const realMs = Date.now();
  return { realMs, pipelineMs: pipelineTime(realMs) };
}
