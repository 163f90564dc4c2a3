import { faultHeaders, type RequestedFault } from '../../../services/colorteller/fault-header.ts';
import { colorAnswerSchema } from '../../../services/colorteller/wire.ts';
import { withTimeout } from '../../common/with-deadline.ts';
import type { RegionAnswer } from '../../core/pipeline/records.ts';
import type { AnswerCall, AnswerGate } from '../../core/faults/fault-gate.ts';

/** The result of one poll of a region: its answer, or why there is none. */
export type Observation =
  { answer: RegionAnswer; problem: null } | { answer: null; problem: string };

/**
 * Port: asks one replica of a region for its colour. It never rejects.
 * @param fault the fault that it is requested to answer with; default: none.
 */
export type RegionProbe = (
  url: string,
  signal: AbortSignal,
  fault?: RequestedFault,
) => Promise<Observation>;

/** How long a replica may take to answer. */
export const PROBE_TIMEOUT_MS = 2_000;

/** Polls by HTTP: `GET URL/color`. */
export const httpRegionProbe: RegionProbe = (url, signal, fault = {}) =>
  withTimeout(PROBE_TIMEOUT_MS, signal, async (end, isLate) => {
    const observed = await poll({ url, fault, signal: end, isLate });
    const isFaulty = fault.isError === true || fault.delayMs !== undefined;
    return observed.answer === null && isFaulty
      ? { answer: null, problem: `${observed.problem} (a fault on demand)` }
      : observed;
  });

async function poll(options: {
  url: string;
  fault: RequestedFault;
  signal: AbortSignal;
  isLate: () => boolean;
}): Promise<Observation> {
  const { url, fault, signal, isLate } = options;
  try {
    const response = await fetch(`${url}/color`, { signal, headers: faultHeaders(fault) });
    if (!response.ok) {
      await response.body?.cancel();
      return { answer: null, problem: `${url} answers with status ${response.status}` };
    }
    const parsed = colorAnswerSchema.safeParse(await response.json());
    if (!parsed.success) return { answer: null, problem: `${url} is answered by another program` };
    const { color, configVersion, release, instance, image, source } = parsed.data;
    const runs = image === undefined ? {} : { image };
    const stale = source?.staleSince == null ? {} : { staleSince: source.staleSince };
    return {
      answer: { color, configVersion, release, instance, ...runs, ...stale },
      problem: null,
    };
  } catch (error) {
    const reason = isLate() ? `no answer in ${PROBE_TIMEOUT_MS} ms` : reasonOf(error);
    return { answer: null, problem: `${url} does not answer (${reason})` };
  }
}

/** Why a request failed. */
export function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const cause: unknown = error.cause;
  if (cause instanceof Error && 'code' in cause && typeof cause.code === 'string')
    return cause.code;
  return error.message;
}

/** A probe that asks regions to answer as the faults say. */
export function faultyProbe(
  probe: RegionProbe,
  gate: AnswerGate,
  placeOf: (url: string) => AnswerCall | undefined,
): RegionProbe {
  return async (url, signal) => {
    const place = gate.hasFaults() ? placeOf(url) : undefined;
    return probe(url, signal, place && (await gate.ask(place)));
  };
}
