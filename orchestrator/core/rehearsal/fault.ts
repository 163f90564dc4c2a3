import { parseDurationMs } from '../definition/duration.ts';
import { AppError } from '../../common/errors/app-error.ts';
import type { HoldScope } from '../pipeline/records.ts';
import { splitFault } from '../faults/parse-fault.ts';

/** A fault of a rehearsal, at a time after its start; definition/fault.ts has the faults of calls. */
export type Fault = { atMs: number; text: string } & (
  | { kind: 'abort' }
  | { kind: 'pause'; durationMs: number }
  | { kind: 'hold'; scope: HoldScope; durationMs: number }
  /** No approvals meanwhile; what was due is approved when it is over. */
  | { kind: 'away'; durationMs: number }
  /** A guardrail of the live phase is breached: the one of that name, or its first; it passes again when that is over. */
  | { kind: 'breach'; guardrail: string | undefined; durationMs: number | undefined }
  /** The orchestrator does not run; timers are caught up when it is back, approvals are given then. */
  | { kind: 'down'; durationMs: number }
);

/** What `--fault` takes, for help texts and errors. */
export const FAULT_FORMS = [
  'abort@20m',
  'pause@5m+1h',
  'hold@5m+2h (everything)',
  'hold:us-west1@5m+2h (a region)',
  'away@0s+3h (nobody approves)',
  'down@10m+30m (the orchestrator does not run)',
  'breach@10m (a guardrail of the live phase)',
  'breach:errors@10m+5m (the one of that name, for so long)',
] as const;

/**
 * Reads `KIND[:REGION]@WHEN[+HOW LONG]`.
 * @throws AppError BAD_INPUT naming the forms there are.
 */
export function parseFault(text: string): Fault {
  const { kind, color, where: region, when = '', long } = splitFault(text);
  if (color !== undefined) throw noFault(text);
  const atMs = parseDurationMs(when);
  const durationMs = long === undefined ? undefined : parseDurationMs(long);
  if (kind === 'abort' && atMs !== undefined && long === undefined && region === undefined) {
    return { kind, atMs, text };
  }
  const isLengthGood = long === undefined || durationMs !== undefined;
  if (kind === 'breach' && atMs !== undefined && isLengthGood) {
    return { kind, guardrail: region, atMs, durationMs, text };
  }
  if (atMs !== undefined && durationMs !== undefined && (region === undefined || kind === 'hold')) {
    if (kind === 'pause' || kind === 'away' || kind === 'down') {
      return { kind, atMs, durationMs, text };
    }
    if (kind === 'hold') {
      const scope: HoldScope =
        region === undefined ? { kind: 'everything' } : { kind: 'region', name: region };
      return { kind, scope, atMs, durationMs, text };
    }
  }
  throw noFault(text);
}

function noFault(text: string): AppError {
  return new AppError('BAD_INPUT', `--fault ${text}: this is not a fault`, {
    action: `Write for example: ${FAULT_FORMS.join(', ')}.`,
  });
}
