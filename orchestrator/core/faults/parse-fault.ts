import { parseDurationMs } from '../definition/duration.ts';
import {
  FAULT_OPERATIONS,
  type FaultKind,
  type FaultOperation,
  type RequestedFaultSpec,
} from '../definition/fault.ts';
import { AppError } from '../../common/errors/app-error.ts';
/** What `fault add` takes, for help texts and errors. */
export const FAULT_EXAMPLES = [
  'fails:us-west1@2 (the second time)',
  'breaks-create:us-west1@1x3 (the first three times)',
  'hangs@every5+30s (every fifth time, in each region)',
  'dies@25% (by chance)',
  'erroring=purple:us-west1@30% (while it answers purple)',
  'gone:us-west1',
  'stale',
] as const;

/**
 * Reads `KIND[-OPERATION][=COLOUR][:REGION][@WHEN[xTIMES]][+HOW LONG]`, where WHEN is the number of a call, `everyN` or a percentage.
 * @throws AppError BAD_INPUT naming the forms there are.
 */
export function parseRequestedFault(text: string): RequestedFaultSpec {
  const { color, where, when, long, ...head } = splitFault(text);
  const [kind = '', operation] = head.kind.split('-');
  const moment = momentOf(when);
  const durationMs = long === undefined ? undefined : parseDurationMs(long);
  const isOdd = long !== undefined && durationMs === undefined;
  if (isOdd || moment === undefined || !isKind(kind)) {
    throw new AppError('BAD_INPUT', `${text}: this is not a fault`, {
      action: `Write for example: ${FAULT_EXAMPLES.join(', ')}. Kinds: ${Object.keys(FAULT_OPERATIONS).join(', ')}.`,
    });
  }
  // The schema checks whether the kind applies to it.
  return {
    kind,
    operation: operation as FaultOperation | undefined,
    color,
    region: where,
    durationMs,
    ...moment,
  };
}

function momentOf(when: string | undefined): Partial<RequestedFaultSpec> | undefined {
  if (when === undefined) return {};
  const [, moment = '', count] = /^([^x]+?)(?:x(\d+))?$/.exec(when) ?? [];
  const times = count === undefined ? undefined : Number(count);
  if (/^\d+$/.test(moment)) return { nth: Number(moment), times };
  const every = /^every(\d*)$/.exec(moment);
  if (every !== null) return { every: Number(every[1] === '' ? 1 : every[1]), times };
  const percent = /^(\d+(?:\.\d+)?)%$/.exec(moment)?.[1];
  return percent === undefined ? undefined : { probability: Number(percent) / 100, times };
}

function isKind(text: string): text is FaultKind {
  return Object.hasOwn(FAULT_OPERATIONS, text);
}

/** The parts of a fault as it is typed, here and in a rehearsal. */
interface FaultParts {
  /** With its operation, where it names one. */
  kind: string;
  color: string | undefined;
  where: string | undefined;
  when: string | undefined;
  long: string | undefined;
}

/** Splits `KIND[-OPERATION][=COLOUR][:WHERE][@WHEN][+HOW LONG]`; the kind is empty for anything else. */
export function splitFault(text: string): FaultParts {
  const [, kind = '', color, where, when, long] =
    /^([a-z]+(?:-[a-z]+)?)(?:=([^:@+]+))?(?::([^@+]+))?(?:@([^+]+))?(?:\+(.+))?$/.exec(
      text.trim(),
    ) ?? [];
  return { kind, color, where, when, long };
}
