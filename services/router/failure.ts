import type { LiveCell, Replica } from './cells.ts';
import { replicaFailed, replicaTimeout, type Problem } from './problem.ts';

/** No byte of an answer came in time. */
export class ResponseTimeoutError extends Error {
  override readonly name = 'ResponseTimeoutError';
}

/** What an attempt at a replica ended with, that brought no byte of an answer. */
export interface Failure {
  reason: 'connect' | 'timeout' | 'broken';
  /** What the client gets when no other attempt follows. */
  problem: Problem;
}

export function failureOf(error: Error, { url }: Replica, cell: LiveCell): Failure {
  const where = `${url.host} of cell "${cell.name}"`;
  if (error instanceof ResponseTimeoutError) {
    return { reason: 'timeout', problem: replicaTimeout(where) };
  }
  const step = 'syscall' in error ? error.syscall : undefined;
  const reason = step === 'connect' || step === 'getaddrinfo' ? 'connect' : 'broken';
  return { reason, problem: replicaFailed(where, error.message) };
}
