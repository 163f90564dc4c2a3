import type { AnswerCall, AnswerGate } from '../../core/faults/fault-gate.ts';
import type { RegionProbe } from './region-probe.ts';

/** A probe that asks regions to answer as the faults say. */
export function faultyProbe(
  probe: RegionProbe,
  gate: AnswerGate,
  placeOf: (url: string) => AnswerCall | undefined,
): RegionProbe {
  return async (url, signal) => {
    const place = gate.isArmed() ? placeOf(url) : undefined;
    return probe(url, signal, place && (await gate.ask(place)));
  };
}
