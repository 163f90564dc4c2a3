import type { Request, Response } from 'express';
import { AppError } from '../../common/errors/app-error.ts';
import { isIPv6 } from 'node:net';

/** Counts wrong keys by their source, to prevent guessing. */
export interface WrongKeys {
  count(address: string): void;
  /** Seconds to wait after too many; 0: it may go on. */
  waitSeconds(address: string): number;
}

const WINDOW_MS = 60_000;
/** Sources that are remembered; the oldest is forgotten for a new one. */
const SOURCES = 1_000;

/**
 * A source is an address of IPv4, or a network of IPv6 (/64), as one machine has a whole network of those. It is always that
 * of the connection: what a header says of it is not believed.
 * @param options.allowed wrong keys within a minute
 * @param options.nowMs real time
 */
export function createWrongKeys(options: { allowed: number; nowMs: () => number }): WrongKeys {
  const sources = new Map<string, { count: number; sinceMs: number }>();
  const activeWindow = (source: string) => {
    const found = sources.get(source);
    if (found === undefined || options.nowMs() - found.sinceMs < WINDOW_MS) return found;
    sources.delete(source);
    return undefined;
  };
  return {
    count: (address) => {
      const source = sourceOf(address);
      const before = activeWindow(source);
      if (before !== undefined) {
        before.count++;
        return;
      }
      if (sources.size >= SOURCES) sources.delete([...sources.keys()][0] ?? '');
      sources.set(source, { count: 1, sinceMs: options.nowMs() });
    },
    waitSeconds: (address) => {
      const found = activeWindow(sourceOf(address));
      if (found === undefined || found.count < options.allowed) return 0;
      return Math.ceil((found.sinceMs + WINDOW_MS - options.nowMs()) / 1_000);
    },
  };
}

/** @throws AppError RATE_LIMITED when too many wrong keys came from the source of the request. */
export function refuseGuessing(
  wrong: WrongKeys,
  { socket }: Request,
  response: Response,
  message: string,
): void {
  const seconds = wrong.waitSeconds(socket.remoteAddress ?? '');
  if (seconds === 0) return;
  response.set('retry-after', String(seconds));
  throw new AppError('RATE_LIMITED', message, {
    action: `Try again in ${seconds} s, with the right key.`,
  });
}

function sourceOf(address: string): string {
  const [, v4] = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address) ?? [];
  if (v4 !== undefined || !isIPv6(address)) return v4 ?? address;
  const [head = '', tail] = address.split('::');
  const groups = head === '' ? [] : head.split(':');
  const rest = tail === undefined || tail === '' ? [] : tail.split(':');
  const zeros = Array.from({ length: Math.max(0, 8 - groups.length - rest.length) }, () => '0');
  return [...groups, ...zeros, ...rest].slice(0, 4).join(':');
}
