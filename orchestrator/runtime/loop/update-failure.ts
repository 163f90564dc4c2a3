import type { AppError } from '../../common/errors/app-error.ts';
import type { ErrorCode } from '../../common/errors/error-codes.ts';
import type { Definition } from '../../core/definition/definition.ts';

/** Errors that remain until somebody changes something. */
const PERMANENT: readonly ErrorCode[] = [
  'BAD_INPUT',
  'IMAGE_MISSING',
  'INVALID_VALUE',
  'POLICY_VIOLATED',
  'PROGRAM_FAILED',
  'PROTECTED',
  'PULUMI_MISSING',
  'PULUMI_TOO_OLD',
  'SECRET_MISSING',
  'UNKNOWN_CONFIG',
];

/** Whether a retry of the same update cannot succeed: the loop then waits for a change. */
export function isPermanent({ code }: AppError): boolean {
  return PERMANENT.includes(code);
}

/** The regions of a stack whose resources failed; empty where the error does not say. */
export function failedRegions(
  { stacks }: Definition,
  stack: string,
  { details }: AppError,
): string[] {
  const failures = Array.isArray(details['failures']) ? (details['failures'] as unknown[]) : [];
  const names = failures.map((failure) => (failure as { name?: unknown }).name);
  const regions = stacks.find(({ name }) => name === stack)?.regions ?? [];
  return regions.filter((region) => names.some((name) => isOf(region, name)));
}

/** Resources are named after their region or cell, replicas with their number: `us-west1`, `us-west1-0`, `us-west1/canary-0`. */
function isOf(region: string, name: unknown): boolean {
  if (typeof name !== 'string' || !name.startsWith(region)) return false;
  return /^(?:\/[a-z0-9-]+|-\d+)?$/.test(name.slice(region.length));
}

const FIRST_MS = 1_000;
const LONGEST_MS = 30_000;

/** Pause before the next try after `failures` failures in a row: 1 s, doubling, at most 30 s. */
export function backoffMs(failures: number): number {
  return Math.min(LONGEST_MS, FIRST_MS * 2 ** Math.max(0, failures - 1));
}
