import { AppError } from '../../orchestrator/common/errors/app-error.ts';
import type { ErrorCode } from '../../orchestrator/common/errors/error-codes.ts';
import { parseErrorText } from '../../orchestrator/common/errors/error-text.ts';
import { isProtectionText, PROTECTED_MESSAGE } from './protection.ts';
import { nameInUrn } from './urn.ts';
import { kindOf, type ResourceChange } from '../../orchestrator/ports/update-event.ts';

/** A step that failed, with the provider's text: `[CODE] what failed. what to do next.` */
export interface FailedStep {
  change: ResourceChange;
  text: string;
}

export interface FailedUpdate {
  stack: string;
  steps: readonly FailedStep[];
  /** Other messages of the engine, such as an error that belongs to no resource. */
  diagnostics?: readonly string[];
  cause?: unknown;
}

/** Codes of transient causes. */
const TRANSIENT: readonly ErrorCode[] = ['DOCKER_UNAVAILABLE', 'FAULT_TRANSIENT'];

/**
 * The error of an update that ended with failed resources: with the code of their cause when all have the same one,
 * else UPDATE_FAILED.
 */
export function classifyFailure(failed: FailedUpdate): AppError {
  const { stack, steps, diagnostics = [], cause } = failed;
  const stepFailures = steps.map(({ change, text }) => ({ change, ...messageOf(text) }));
  const repeated = diagnostics.flatMap((text) => DUPLICATE.exec(text)?.[1] ?? [])[0];
  if (repeated !== undefined) return registeredTwice(resourceIn(repeated), cause);
  const refusals = diagnostics.filter(isProtectionText);
  const otherFailures =
    stepFailures.length > 0 ? [] : (refusals.length > 0 ? refusals : diagnostics).map(messageOf);
  const codes = new Set([...stepFailures, ...otherFailures].map(({ code }) => code));
  const [only = 'UPDATE_FAILED'] = codes.size === 1 ? codes : [];
  const code = only === 'INTERNAL' ? 'UPDATE_FAILED' : only;
  const words = [
    ...stepFailures.map(({ change, message }) => `${describe(change)}: ${message}`),
    ...otherFailures.map(({ message }) => message),
  ];
  return new AppError(code, `The update of stack ${stack} failed: ${lines(words)}`, {
    action:
      'What succeeded is recorded; correct the cause, and the next update goes on from there.',
    details: {
      stack,
      failures: stepFailures.map(({ change, code: why, message }) => ({
        urn: change.urn,
        name: change.name,
        type: change.type,
        operation: change.operation,
        code: why,
        message,
      })),
    },
    cause,
    retryable: TRANSIENT.includes(code),
  });
}

/** What Pulumi says of a URN that is registered twice (pkg: diag.GetDuplicateResourceURNError). */
const DUPLICATE = /Duplicate resource URN '([^']+)'/;

/** The error of a program that registers two resources of one type and name. */
export function registeredTwice(
  { type, name }: Pick<ResourceChange, 'type' | 'name'>,
  cause?: unknown,
): AppError {
  const kind = kindOf(type);
  return new AppError(
    'PROGRAM_FAILED',
    `the program registers two ${kind}s with the name "${name}"`,
    {
      action: `Give each ${kind} in the program a name of its own, such as that of its region.`,
      details: { type, name },
      cause,
    },
  );
}

function resourceIn(urn: string): Pick<ResourceChange, 'type' | 'name'> {
  const [, , qualified = ''] = urn.split('::');
  return { type: qualified.split('$').at(-1) ?? qualified, name: nameInUrn(urn) };
}

/** The error of an update that its caller stopped. */
export function updateAborted(stack: string, cause?: unknown): AppError {
  return new AppError(
    'UPDATE_ABORTED',
    `The update of stack ${stack} was stopped before its end.`,
    {
      action: 'What was done is recorded; the next update does the rest.',
      details: { stack },
      cause,
    },
  );
}

/** Who holds a stack's lock. */
export interface LockHolder {
  /** Where the lock is. */
  file: string;
  pid: number;
  hostname: string;
  username: string;
}

/** The error of an update that found the stack locked by another. */
export function updateConflict(
  stack: string,
  holders: readonly LockHolder[],
  cause?: unknown,
): AppError {
  const holderNames = holders.map(
    ({ pid, hostname, username, file }) => `process ${pid} of ${username} on ${hostname} (${file})`,
  );
  const by = holderNames.length === 0 ? '' : `: locked by ${holderNames.join(', ')}`;
  return new AppError('UPDATE_CONFLICT', `Another update of stack ${stack} is in progress${by}.`, {
    action:
      'Wait until it has ended. When that process is gone for good, free the stack with "pulumi cancel", or delete the lock file.',
    details: { stack, holders },
    cause,
  });
}

function messageOf(text: string): { code: ErrorCode; message: string } {
  if (isProtectionText(text)) return { code: 'PROTECTED', message: protectionMessage(text) };
  return parseErrorText(text) ?? { code: 'UPDATE_FAILED', message: text.trim() };
}

/** Pulumi quotes the URN when the failure belongs to no step. */
function protectionMessage(text: string): string {
  const name = /"urn:[^"]*::([^":]+)"/.exec(text)?.[1];
  return name === undefined ? PROTECTED_MESSAGE : `${name}: ${PROTECTED_MESSAGE}`;
}

function describe({ operation, type, name }: ResourceChange): string {
  const kind = kindOf(type);
  return `${operation} of ${kind} ${name}`;
}

function lines(words: readonly string[]): string {
  if (words.length === 0) return 'the engine gave no reason.';
  return words.length === 1 ? words.join('') : words.map((word) => `\n  - ${word}`).join('');
}
