import { computed, effect, signal, type ReadonlySignal } from '@preact/signals';
import { connection, records, state } from '../store/store.ts';

/** How long a message is shown. */
const SHOWN_MS = 7_000;

/** A message on what was just done, or refused. */
export interface Toast {
  text: string;
  tone: 'done' | 'failed';
  /** The event that did it: the next act of a person may make it untrue. */
  seq: number;
  /** What a refusal depended on. */
  situation: string;
}

const current = signal<Toast | null>(null);
/** Null: there is none, or what it said is no longer true. */
export const toast: ReadonlySignal<Toast | null> = current;
let timer: ReturnType<typeof setTimeout> | undefined;

const lastAct = computed(() => records.value.findLast(({ event }) => 'actor' in event)?.seq ?? 0);
const situation = computed(() => {
  const releases = state.value?.releases.map(({ id, status, currentPhase }) => [
    id,
    status,
    currentPhase,
  ]);
  return JSON.stringify([connection.value.kind, releases, state.value?.holds]);
});

effect(() => {
  const [act, now, shown] = [lastAct.value, situation.value, current.peek()];
  if (shown === null) return;
  if (shown.tone === 'done' ? act > shown.seq : now !== shown.situation) current.value = null;
});

/**
 * Shows a message until it is no longer true, for a while at most; screen readers read it aloud.
 * @param seq of the event that did it. Default: none.
 */
export function announce(text: string, tone: Toast['tone'] = 'done', seq = Infinity): void {
  current.value = { text, tone, seq, situation: situation.peek() };
  clearTimeout(timer);
  timer = setTimeout(() => (current.value = null), SHOWN_MS);
}
