import { get } from 'node:http';
import type { Replica, Routing } from './cells.ts';

/** So many checks in a row have to fail; a refused connection takes a replica out at once. */
const FAILED_CHECKS = 2;

/** What a change of a replica's health is reported to. */
export type OnHealth = (replica: Replica, problem: string | null) => void;

/** Asks every replica of the routing in use whether it is ready, again and again, until stopped. */
export function startHealthChecks(routing: Routing, onHealth: OnHealth): () => void {
  const { path, everyMs, timeoutMs } = routing.table.healthCheck;
  const stop = new AbortController();
  const checkAll = () => {
    for (const replica of routing.cells.flatMap(({ replicas }) => replicas)) {
      if (replica.isBeingChecked) continue;
      replica.isBeingChecked = true;
      void problemOf(new URL(path, replica.url), timeoutMs, stop.signal).then((found) => {
        replica.isBeingChecked = false;
        if (!stop.signal.aborted) apply(replica, found, onHealth);
      });
    }
  };
  const timer = setInterval(checkAll, everyMs);
  checkAll();
  return () => {
    clearInterval(timer);
    stop.abort();
  };
}

/** Takes a replica out because a connection to it failed; the next good check brings it back. */
export function takeOut(replica: Replica, problem: string, onHealth: OnHealth): void {
  if (replica.problem === null) onHealth(replica, problem);
  replica.problem = problem;
  replica.failedChecks = FAILED_CHECKS;
}

interface Found {
  problem: string;
  /** Nothing listens there. */
  isRefused: boolean;
}

function apply(replica: Replica, found: Found | null, onHealth: OnHealth): void {
  if (found === null) {
    if (replica.problem !== null) onHealth(replica, null);
    replica.problem = null;
    replica.failedChecks = 0;
    return;
  }
  replica.failedChecks += 1;
  if (found.isRefused || replica.failedChecks >= FAILED_CHECKS) {
    takeOut(replica, found.problem, onHealth);
  }
}

function problemOf(url: URL, timeoutMs: number, stop: AbortSignal): Promise<Found | null> {
  return new Promise((resolve) => {
    const timeout = AbortSignal.timeout(timeoutMs);
    const request = get(url, { agent: false, signal: AbortSignal.any([timeout, stop]) });
    request.once('response', (response) => {
      const { statusCode = 0 } = response;
      const isGood = statusCode >= 200 && statusCode < 300;
      const problem = `${url.pathname} answered ${statusCode}`;
      resolve(isGood ? null : { problem, isRefused: false });
      response.destroy();
    });
    request.on('error', (error: NodeJS.ErrnoException) => {
      const problem = timeout.aborted
        ? `${url.pathname} did not answer in ${timeoutMs} ms`
        : error.message;
      resolve({ problem, isRefused: error.code === 'ECONNREFUSED' });
    });
  });
}
