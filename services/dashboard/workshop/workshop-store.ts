import { signal, type ReadonlySignal } from '@preact/signals';
import type { WorkshopView } from '../../../scripts/teaching/workshop/workshop-view.ts';
import { post } from '../api.ts';
import { readStored, writeStored } from '../store/browser-storage.ts';

/** What is shown beside the slide. */
export type Beside = 'dashboard' | 'attendees' | 'nothing' | 'join';

const current = signal<WorkshopView | null>(null);
const lost = signal(false);

/** Null until the first view arrives. */
export const workshop: ReadonlySignal<WorkshopView | null> = current;
/** The workshop's server does not answer, or this browser has no session. */
export const isLost: ReadonlySignal<boolean> = lost;
export const beside = signal<Beside>(
  (readStored('workshop-beside') as Beside | undefined) ?? 'dashboard',
);
/** Whether the expected outputs are unfolded. */
export const showsOutput = signal(true);

/** Subscribes for as long as the page is open; the browser reconnects by itself. */
export function listen(): void {
  const source = new EventSource('/api/workshop');
  source.addEventListener('workshop', ({ data }: MessageEvent<string>) => {
    lost.value = false;
    current.value = JSON.parse(data) as WorkshopView;
  });
  source.addEventListener('error', () => {
    lost.value = true;
    // A refused connection: another tab may have created a session since.
    if (source.readyState === EventSource.CLOSED) setTimeout(listen, RETRY_MS);
  });
}

const RETRY_MS = 2_000;

/** Moves by that many slides, here at once and on other pages through the server. */
export function turn(by: 1 | -1): void {
  const view = current.value;
  if (view === null) return;
  const slide = view.slide + by;
  if (view.slides[slide] === undefined) return;
  current.value = { ...view, slide, typed: [] };
  void post('/api/slide', { slide }).catch(() => (lost.value = true));
}

/** Runs the next command of the slide, on the presenter's machine. */
export function run(): void {
  void post('/api/run', {}).catch(() => (lost.value = true));
}

/** Replaces the running lab. */
export function begin(lab: string): void {
  void post('/api/lab', { lab }).catch(() => (lost.value = true));
}

export function showBeside(what: Beside): void {
  beside.value = what;
  writeStored('workshop-beside', what);
}
