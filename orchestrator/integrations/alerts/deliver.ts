import { withTimeout } from '../../common/with-deadline.ts';

/** One attempt to deliver. */
export interface Delivery {
  url: string;
  headers: Readonly<Record<string, string>>;
  body: string;
  timeoutMs: number;
  signal: AbortSignal;
}

/** The result: `again` may succeed later, `refused` will not. */
export type Outcome =
  | { kind: 'delivered'; status: number }
  | { kind: 'again'; problem: string; afterMs: number }
  | { kind: 'refused'; problem: string };

/** Upper bound of a receiver's `retry-after`. */
const LONGEST_RETRY_AFTER_MS = 10 * 60_000;

/** Posts a delivery, once. Redirects are not followed: a body signed for one receiver goes to no other. */
export function deliver(delivery: Delivery, nowMs: () => number): Promise<Outcome> {
  return withTimeout(delivery.timeoutMs, delivery.signal, (signal, isLate) =>
    post({ ...delivery, signal }, isLate, nowMs),
  );
}

async function post(
  { url, headers, body, timeoutMs, signal }: Delivery,
  isLate: () => boolean,
  nowMs: () => number,
): Promise<Outcome> {
  try {
    const response = await fetch(url, {
      method: 'POST',
      headers,
      body,
      redirect: 'manual',
      signal,
    });
    // The body is not read, however long it is.
    await response.body?.cancel();
    return outcomeOf(response, nowMs());
  } catch (error) {
    const why = isLate() ? `no answer in ${timeoutMs} ms` : causeOf(error);
    return { kind: 'again', problem: why, afterMs: 0 };
  }
}

function outcomeOf({ status, headers }: Response, nowMs: number): Outcome {
  if (status >= 200 && status < 300) return { kind: 'delivered', status };
  const problem = `it answers with status ${status}`;
  if (status === 429 || status === 408 || status >= 500) {
    return { kind: 'again', problem, afterMs: retryAfterMs(headers.get('retry-after'), nowMs) };
  }
  const isRedirect = status >= 300 && status < 400;
  return { kind: 'refused', problem: isRedirect ? `${problem}; no redirect is followed` : problem };
}

/** Seconds or a date; 0 for neither. */
function retryAfterMs(header: string | null, nowMs: number): number {
  if (header === null) return 0;
  const ms = /^\d+$/.test(header) ? Number(header) * 1000 : Date.parse(header) - nowMs;
  return Number.isNaN(ms) ? 0 : Math.min(LONGEST_RETRY_AFTER_MS, Math.max(0, ms));
}

/** `fetch` says only that it failed; its cause says why. Never the address, whose path may be a secret. */
function causeOf(error: unknown): string {
  const cause = error instanceof Error ? error.cause : undefined;
  const code = cause instanceof Error && 'code' in cause ? String(cause.code) : 'unknown';
  return `it cannot be reached (${code})`;
}
