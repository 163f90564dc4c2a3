import type { z } from 'zod';
import { AppError } from '../../../orchestrator/common/errors/app-error.ts';
import { parseAnswer } from './send-request.ts';
import type { Send } from './transport.ts';

interface StreamOptions<T> {
  url: URL;
  eventName: string;
  schema: Promise<z.ZodType<T>>;
  signal: AbortSignal;
  send: Send;
  /** Called when the connection breaks, once until it is restored. */
  onLost?: (() => void) | undefined;
}

/** Tries in a row, a second apart, before an orchestrator that has answered counts as gone. */
const MOST_FAILURES = 30;

/**
 * Reads a stream of server-sent events, each as its JSON. A connection that breaks is taken up again after the last
 * event that was read; nothing is lost or repeated.
 * @throws AppError NOT_RUNNING when no orchestrator answers any more, BAD_ANSWER for an event of another shape.
 */
export async function* readStream<T>(options: StreamOptions<T>): AsyncGenerator<T> {
  const { url, eventName, schema, signal, send, onLost } = options;
  const { EventSource } = await import('eventsource');
  const source = new EventSource(url, { fetch: send });
  const waiting: unknown[] = [];
  let failures = 0;
  /** One that has answered before may only be restarting. */
  let mayRestart = false;
  let failure: AppError | undefined;
  let wake: () => void = () => undefined;
  source.addEventListener(eventName, ({ data }: { data: string }) => {
    waiting.push(JSON.parse(data) as unknown);
    wake();
  });
  source.addEventListener('open', () => {
    failures = 0;
    mayRestart = true;
  });
  source.addEventListener('error', () => {
    failures++;
    if (mayRestart && failures === 1) onLost?.();
    const triesAgain = source.readyState !== EventSource.CLOSED;
    if (mayRestart && triesAgain && failures < MOST_FAILURES) return;
    failure = new AppError('NOT_RUNNING', `no orchestrator answers at ${url.origin}`, {
      action: 'Start it with: npx colorteller up',
    });
    wake();
  });
  const onAbort = () => wake();
  signal.addEventListener('abort', onAbort, { once: true });
  try {
    while (!signal.aborted) {
      const next = waiting.shift();
      if (next !== undefined) yield parseAnswer(await schema, next, url);
      else if (failure !== undefined) throw failure;
      else await new Promise<void>((resolve) => (wake = resolve));
    }
  } finally {
    signal.removeEventListener('abort', onAbort);
    source.close();
  }
}
