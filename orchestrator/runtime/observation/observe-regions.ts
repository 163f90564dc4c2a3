import { own } from '../../common/own.ts';
import type { Logger } from 'pino';
import type { Clock } from '../../common/clock.ts';
import type { Interpreter } from '../interpreter/interpreter.ts';
import { REGION_CONFIG } from '../../core/definition/region-config-name.ts';
import { subjectsOf, type Subject } from '../../core/definition/cells.ts';
import { wasDeployed } from '../../core/pipeline/answers.ts';
import { decide } from '../../core/evaluation/decide.ts';
import { regionUser } from '../../core/targeting/user.ts';
import type { AppliedVersion } from '../../core/pipeline/records.ts';
import { replicaUrls, startObserver, type Observer } from './observer.ts';
import type { RegionProbe } from './region-probe.ts';
import { probeValue } from './value-probe.ts';

export interface RegionsObserver extends Observer {
  /** Polls at once the regions that do not answer the decided version: some change without an update. */
  pollAwaited(): void;
}

/** Polls the regions that it follows; a changed answer becomes an event. */
export function observeRegions(options: {
  interpreter: Interpreter;
  /** Of regions that run our service. */
  probe: RegionProbe;
  /** What a region should be given now; undefined: nothing is decided. */
  decidedOf: (region: Subject) => AppliedVersion | undefined;
  clock: Clock;
  /** Pause between two polls of a region. */
  intervalMs: number;
  log: Logger;
}): RegionsObserver {
  const { interpreter, probe, clock, intervalMs, log } = options;
  const isAwaited = (region: Subject): boolean => {
    const state = interpreter.state();
    const status = own(state.regions, region.name);
    if (status === undefined || !wasDeployed(status)) return false;
    const decided = decide(state, REGION_CONFIG, regionUser(region))?.configVersion;
    return status.answered?.configVersion !== decided;
  };
  const appliedTo = (region: Subject) =>
    own(interpreter.state().regions, region.name)?.applied ?? null;
  const observer = startObserver({
    probe: (url, signal, region) => {
      const settings = interpreter.definition().probe;
      if (settings === undefined) return probe(url, signal);
      const expected = () => ({ applied: appliedTo(region), decided: options.decidedOf(region) });
      return probeValue(url, settings, { expected, signal });
    },
    urlsOf: (region) => replicaUrls(region, appliedTo(region)),
    clock,
    intervalMs,
    isAwaited,
    onChange: async (region, observation) => {
      const status = own(interpreter.state().regions, region);
      const isDeployed = status !== undefined && wasDeployed(status);
      // A region that was never deployed is expected not to answer.
      if (observation.answer === null && !isDeployed) return false;
      return interpreter.submit({ type: 'region-observed', region, ...observation }).then(
        () => true,
        (error: unknown) => {
          log.error({ err: error }, 'observation could not be recorded');
          return false;
        },
      );
    },
  });
  return {
    ...observer,
    pollAwaited: () => {
      const awaited = subjectsOf(interpreter.definition().regions).filter(isAwaited);
      observer.pollNow(awaited.map(({ name }) => name));
    },
  };
}
