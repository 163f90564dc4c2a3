import type { Request, RequestHandler } from 'express';
import { createSession, type Session } from 'better-sse';
import type { Clock } from '../../common/clock.ts';
import { AppError } from '../../common/errors/app-error.ts';
import type { Interpreter } from '../../runtime/interpreter/interpreter.ts';
import { parseAfter } from '../schemas.ts';
import { startOfPage, sendPage } from '../page/page-stream.ts';
import type { StateView } from '../view/state-view.ts';
import { withoutTimestamps } from '../view/without-timestamps.ts';

export interface StreamsOptions {
  interpreter: Interpreter;
  view: () => StateView;
  /** Times the pause between two polls of what is in no record: the activity of the loop. */
  clock: Clock;
}

/** Server-sent events: what happened, without a gap, and what is. */
export interface Streams {
  /** The log from `Last-Event-ID` or `?after=SEQ` on, one event per record, and whatever comes. */
  events: (...of: Parameters<RequestHandler>) => Promise<void>;
  /** The whole state now and after each change of it. */
  state: (...of: Parameters<RequestHandler>) => Promise<void>;
  /** What the page shows, see `page/page-messages.ts`. */
  page: (...of: Parameters<RequestHandler>) => Promise<void>;
  /**
   * The messages of a sender: at once, and then once a second at most.
   * @param newSender called for each stream; its sender returns undefined when there is nothing new.
   */
  messages: (eventName: string, newSender: (request: Request) => () => unknown) => RequestHandler;
  /** Ends every stream; clients come back by themselves where there is something to come back to. */
  close(): void;
}

/** The activity of the loop is no event; subscribers of the state see it this late. */
const POLL_MS = 250;

const MESSAGES_EVERY_MS = 1_000;

/** Streams of events and states that can be open at once. */
const MOST_STREAMS = 500;

export function createStreams({ interpreter, view, clock }: StreamsOptions): Streams {
  const closing = new AbortController();
  let count = 0;

  const open = async (
    request: Parameters<RequestHandler>[0],
    response: Parameters<RequestHandler>[1],
  ): Promise<{ session: Session; ended: AbortSignal }> => {
    if (count >= MOST_STREAMS) {
      throw new AppError('TOO_MANY_STREAMS', `${MOST_STREAMS} streams are open already`, {
        action: 'Close another stream first.',
      });
    }
    count++;
    response.once('close', () => count--);
    const session = await createSession(request, response, { retry: 1_000 });
    const ended = new AbortController();
    const end = () => {
      ended.abort();
      response.end();
    };
    session.once('disconnected', end);
    closing.signal.addEventListener('abort', end, { once: true, signal: ended.signal });
    // A request that was on its way when the streams were closed.
    if (closing.signal.aborted) end();
    return { session, ended: ended.signal };
  };

  return {
    events: async (request, response) => {
      let after = parseAfter(request.headers['last-event-id'] ?? request.query['after']);
      const { session, ended } = await open(request, response);
      // Stored and new events are sent in one turn of the event loop or in order, so none is lost in between.
      const sendRecords = () => {
        for (const { seq, event } of interpreter.events(after)) {
          session.push({ seq, event }, 'record', String(seq));
          after = seq;
        }
      };
      const stop = interpreter.subscribe(sendRecords);
      ended.addEventListener('abort', stop, { once: true });
      sendRecords();
    },
    state: async (request, response) => {
      const { session, ended } = await open(request, response);
      let lastSent = '';
      const sendState = () => {
        const state = view();
        const text = JSON.stringify(withoutTimestamps(state));
        if (text === lastSent || ended.aborted) return;
        lastSent = text;
        session.push(state, 'state', String(state.seq));
      };
      const stop = interpreter.subscribe(sendState);
      ended.addEventListener('abort', stop, { once: true });
      while (!ended.aborted) {
        sendState();
        await clock.sleep(POLL_MS, ended).catch(() => undefined);
      }
    },
    page: async (request, response) => {
      const from = startOfPage(request);
      const opened = await open(request, response);
      await sendPage({ interpreter, view, clock }, { ...opened, from });
    },
    messages: (eventName, newSender) => async (request, response) => {
      const nextMessage = newSender(request);
      const { session, ended } = await open(request, response);
      while (!ended.aborted) {
        const message = nextMessage();
        if (message !== undefined) session.push(message, eventName);
        await clock.sleep(MESSAGES_EVERY_MS, ended).catch(() => undefined);
      }
    },
    close: () => closing.abort(),
  };
}
