import { setMaxListeners } from 'node:events';
import type { Clock } from '../../common/clock.ts';

export interface GeneratorOptions<Target> {
  /** Real time. */
  clock: Clock;
  ratePerSecond: number;
  /** Undefined: there is no target now. */
  next: () => Target | undefined;
  /** Requests in flight are limited per place. */
  placeOf: (target: Target) => string;
  /** One request, to its end; it must not reject. */
  send: (target: Target, signal: AbortSignal) => Promise<void>;
  /** A request was not sent, as too many to the same place are in flight. */
  onHeldBack: () => void;
}

/** Sends requests until it is stopped. */
export interface Generator {
  /** Resolves when the requests in flight have ended. */
  stop(): Promise<void>;
}

/** Shortest pause: requests due meanwhile are sent together. */
const TICK_MS = 20;

/** Longest gap whose requests are caught up: a process that was suspended must not flood the regions. */
const CATCH_UP_MS = 200;

/** Per place. One that hangs ends each request at its timeout, and delays no other place. */
const MOST_UNDER_WAY = 50;

export function startGenerator<Target>(options: GeneratorOptions<Target>): Generator {
  const { clock, ratePerSecond, next, placeOf, send, onHeldBack } = options;
  const stopping = new AbortController();
  const { signal } = stopping;
  setMaxListeners(0, signal);
  const underWay = new Map<string, number>();
  const sends = new Set<Promise<void>>();
  const mostOwed = Math.max(1, (ratePerSecond * CATCH_UP_MS) / 1000);

  const sendNext = (): void => {
    const target = next();
    if (target === undefined) return;
    const place = placeOf(target);
    const busy = underWay.get(place) ?? 0;
    if (busy >= MOST_UNDER_WAY) {
      onHeldBack();
      return;
    }
    underWay.set(place, busy + 1);
    const sent = send(target, signal).finally(() => {
      underWay.set(place, (underWay.get(place) ?? 1) - 1);
      sends.delete(sent);
    });
    sends.add(sent);
  };

  const run = async (): Promise<void> => {
    let owed = 1;
    let lastMs = clock.nowMs();
    while (!signal.aborted) {
      for (; owed >= 1; owed--) sendNext();
      const pauseMs = Math.max(TICK_MS, Math.ceil(((1 - owed) * 1000) / ratePerSecond));
      await clock.sleep(pauseMs, signal).catch(() => undefined);
      const nowMs = clock.nowMs();
      owed = Math.min(mostOwed, owed + (Math.max(0, nowMs - lastMs) * ratePerSecond) / 1000);
      lastMs = nowMs;
    }
  };

  const ended = run();
  return {
    stop: async () => {
      stopping.abort();
      await ended;
      await Promise.all(sends);
    },
  };
}
