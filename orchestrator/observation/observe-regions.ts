import type { Logger } from 'pino';
import type { Clock } from '../time/clock.ts';
import type { Interpreter } from '../interpreter/interpreter.ts';
import { startObserver, type Observer } from './observer.ts';
import type { RegionProbe } from './region-probe.ts';

/** Asks the regions, again and again; another answer becomes an event. */
export function observeRegions(options: {
  interpreter: Interpreter;
  probe: RegionProbe;
  clock: Clock;
  /** Pause between two looks at a region. */
  intervalMs: number;
  log: Logger;
}): Observer {
  const { interpreter, probe, clock, intervalMs, log } = options;
  return startObserver({
    regions: interpreter.definition().regions,
    probe,
    clock,
    intervalMs,
    onChange: async (region, observation) => {
      const known = interpreter.state().regions[region];
      const isDeployed = known?.applied != null || known?.answeredAtMs != null;
      // Silence is news only from a region that was deployed.
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
}
