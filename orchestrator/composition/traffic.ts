import { wasDeployed } from '../core/pipeline/answers.ts';
import { own } from '../common/own.ts';
import type { Interpreter } from '../runtime/interpreter/interpreter.ts';
import { createTraffic, type Traffic, askRegion } from '../runtime/traffic/traffic.ts';
import type { World } from './dependencies.ts';
import type { WiredFaults } from './faults.ts';

export interface ComposeTrafficOptions {
  world: Pick<World, 'clock' | 'log'>;
  interpreter: Interpreter;
  faults: WiredFaults;
  defaultHost: string;
}

/** Sends requests to the regions that are deployed; faults decide how these answer. */
export function composeTraffic(options: ComposeTrafficOptions): Traffic {
  const { interpreter, faults, defaultHost } = options;
  const { clock, log } = options.world;
  const traffic = createTraffic({
    definition: interpreter.definition(),
    defaultHost,
    clock,
    ask: askRegion,
    faultFor: (region) => faults.forTraffic(region),
    isDeployed: (region) => {
      const status = own(interpreter.state().regions, region);
      return status !== undefined && wasDeployed(status);
    },
    onSet: (status, actor) => log.info({ ...status, actor }, 'traffic'),
  });
  interpreter.subscribe(({ event }) => {
    if (event.type === 'definition-changed') traffic.follow(event.definition);
  });
  return traffic;
}
