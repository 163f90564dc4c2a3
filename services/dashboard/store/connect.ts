import type { PageSession } from '../../../orchestrator/control-plane/page/page-routes.ts';
import { get } from '../api.ts';
import {
  applyAnswers,
  applyMessages,
  connection,
  records,
  session,
  type Message,
} from './store.ts';

const STREAM = '/api/page/stream';
const NAMES = ['hello', 'records', 'state', 'change', 'beat'] as const;
/** A beat comes each second: after this long without one the connection counts as broken. */
const SILENCE_MS = 5_000;
const RETRY_MS = 1_000;
/** Interval of applying messages while the page is in the background, where browsers draw no frames. */
const HIDDEN_MS = 250;

let source: EventSource | undefined;
let receivedAtMs = Date.now();
let waiting: Message[] = [];
let isScheduled = false;

/** Subscribes for as long as the page is open; a new connection continues after the last record. */
export function connect(): void {
  open();
  setInterval(() => {
    if (Date.now() - receivedAtMs < SILENCE_MS && source?.readyState !== EventSource.CLOSED) return;
    markLost();
    receivedAtMs = Date.now();
    open();
  }, RETRY_MS);
}

function open(): void {
  source?.close();
  void askSession();
  const last = records.value.at(-1);
  const after = last === undefined ? '' : `?after=${last.seq}.${last.event.atMs}`;
  source = new EventSource(`${STREAM}${after}`);
  for (const name of NAMES) {
    source.addEventListener(name, ({ data }: MessageEvent<string>) => {
      receivedAtMs = Date.now();
      const message = { name, data: JSON.parse(data) as never, atMs: receivedAtMs } as Message;
      if (message.name === 'records') applyAnswers(message.data);
      waiting.push(message);
      schedule();
    });
  }
  // The browser reconnects by itself, with Last-Event-ID, unless the server refused.
  source.addEventListener('error', markLost);
}

function markLost(): void {
  if (connection.value.kind === 'live') connection.value = { kind: 'lost', sinceMs: receivedAtMs };
}

async function askSession(): Promise<void> {
  session.value = await get<PageSession>('/page/session').catch(() => session.value);
}

/** Applies a message at once, so that the next frame shows it; whatever else comes before that frame is applied with it. */
function schedule(): void {
  if (isScheduled) return;
  isScheduled = true;
  flush();
  const next = () => {
    isScheduled = false;
    if (waiting.length > 0) flush();
  };
  if (document.hidden) setTimeout(next, HIDDEN_MS);
  else requestAnimationFrame(next);
}

function flush(): void {
  const messages = waiting;
  waiting = [];
  applyMessages(messages);
}
