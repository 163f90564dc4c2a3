import type { OrchestratorParts } from './orchestrator-parts.ts';
import type { Interpreter } from './interpreter/interpreter.ts';
import { askRegion } from './traffic/ask-region.ts';
import { createTraffic, type Traffic } from './traffic/traffic.ts';
import type { WiredFaults } from './wire-faults.ts';

/** The traffic of a running orchestrator: to what is deployed, as the faults say. */
export function wireTraffic(options: {
  parts: OrchestratorParts;
  interpreter: Interpreter;
  faults: WiredFaults;
}): Traffic {
  const { parts, interpreter, faults } = options;
  const { clock, defaultHost, log } = parts;
  return createTraffic({
    definition: interpreter.definition(),
    defaultHost,
    clock,
    ask: askRegion,
    faultFor: (region) => faults.forTraffic(region),
    isDeployed: (region) => {
      const status = interpreter.state().regions[region];
      return status?.applied != null || status?.answeredAtMs != null;
    },
    onSet: (status, actor) => log.info({ ...status, actor }, 'traffic'),
  });
}
