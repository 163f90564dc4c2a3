import { requestedFaultSchema } from '../definition/fault-schema.ts';
import { toFault, type Fault } from '../definition/fault.ts';
import { parseRequestedFault } from '../faults/parse-fault.ts';
import { AppError } from '../../common/errors/app-error.ts';

/** What `compare --fault` takes, for help texts and errors. */
export const ANSWER_FAULT_EXAMPLES = [
  'erroring@3%',
  'slow@20%+300ms',
  'erroring:us-west1 (in one region)',
  'erroring=blue@1% (of a region while it answers blue)',
] as const;

/**
 * Reads a fault of answers, in the form of `fault add`.
 * @throws AppError BAD_INPUT that names what is allowed.
 */
export function parseAnswerFault(text: string, seed: number): Fault {
  const { durationMs: duration, ...spec } = parseRequestedFault(text);
  const checked = requestedFaultSchema.safeParse({ ...spec, duration });
  if (!checked.success) throw refused(text, checked.error.issues[0]?.message ?? 'it is no fault');
  const fault = toFault({ ...checked.data, seed: checked.data.seed ?? seed });
  if (fault.kind !== 'erroring' && fault.kind !== 'slow') {
    throw refused(text, `${fault.kind} is no fault of what a region answers`);
  }
  return fault;
}

function refused(text: string, why: string): AppError {
  return new AppError('BAD_INPUT', `--fault ${text}: ${why}`, {
    action: `A comparison plays erroring and slow, for example: ${ANSWER_FAULT_EXAMPLES.join(', ')}.`,
  });
}
