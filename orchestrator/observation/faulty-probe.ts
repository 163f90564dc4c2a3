import type { FaultGate } from '../faults/fault-gate.ts';
import type { RegionProbe } from './region-probe.ts';

/** A probe that faults strike: on the way to a region, which itself is well. Only what is gone is really gone. */
export function faultyProbe(
  probe: RegionProbe,
  gate: FaultGate,
  placeOf: (url: string) => { region: string; stack: string } | undefined,
): RegionProbe {
  return async (url, signal) => {
    const place = gate.isArmed() ? placeOf(url) : undefined;
    if (place === undefined) return probe(url, signal);
    const passage = await gate.pass({ operation: 'answer', ...place });
    return passage === 'erroring'
      ? { answer: null, problem: `${url} answers with status 500 (a fault on demand)` }
      : probe(url, signal);
  };
}
