import type { Program } from '../engine/engine.ts';
import type { RegionOutput } from '../engine/update-event.ts';
import type { DecisionSource } from './decision-source.ts';
import { deployHost } from './host.ts';
import { deployRegion, type DecidedRegion } from './region.ts';
import { parseRegionValue } from './region-value.ts';
import type { StackSpec } from './stack-spec.ts';

export interface StackProgramOptions extends StackSpec {
  source: DecisionSource;
}

/**
 * The Pulumi program of one stack. It asks for the decision of every region before it registers a resource, so an
 * update never runs on a partly known or invalid decision.
 */
export function stackProgram({ source, ...spec }: StackProgramOptions): Program {
  return async () => {
    const decided = await Promise.all(
      spec.regions.map(async (region): Promise<DecidedRegion> => {
        const { name, environment, custom } = region;
        const decision = await source.decide({ region: name, environment, custom });
        return { region, decision, value: parseRegionValue(name, decision.value) };
      }),
    );
    const hosts = new Map(
      [...new Set(spec.regions.map(({ host }) => host))].map((host) => [
        host,
        deployHost(spec, host),
      ]),
    );
    const regions: Record<string, RegionOutput> = {};
    for (const one of decided) {
      const host = hosts.get(one.region.host);
      if (host !== undefined) regions[one.region.name] = deployRegion(spec, host, one);
    }
    return { regions };
  };
}
