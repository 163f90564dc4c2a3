import type { DecisionSource } from '../../orchestrator/ports/decision-source.ts';
import { type RegisteredHost, registerHost } from './host.ts';
import { resolveRegionValue } from './region-value.ts';
import { type DecidedRegion, registerRegion, type RegionOutputs } from './region.ts';
import type { RegionSpec, StackSpec } from '../../orchestrator/ports/stack-spec.ts';

export interface StackProgramOptions extends StackSpec {
  /** The source of each region's desired value. */
  source: DecisionSource;
}

/** The Pulumi program of one stack; it returns the stack's outputs. */
export type StackProgram = () => Promise<{ regions: Record<string, RegionOutputs> }>;

/**
 * The desired state of a stack, for any Pulumi engine: on each host a network, in each region its replicas and their
 * config. Every decision is fetched and checked before the first resource is registered, so that an update never
 * runs on a part of the decisions.
 * @throws (the program) AppError INVALID_VALUE, or that of the source.
 */
export function stackProgram({ source, ...spec }: StackProgramOptions): StackProgram {
  return async () => {
    const decided = await Promise.all(spec.regions.map((region) => decide(region, source)));
    const hosts = new Map<string, RegisteredHost>();
    const regions: Record<string, RegionOutputs> = {};
    for (const decidedRegion of decided) {
      const host =
        hosts.get(decidedRegion.region.host) ?? registerHost(decidedRegion.region.host, spec);
      hosts.set(decidedRegion.region.host, host);
      regions[decidedRegion.region.name] = registerRegion(decidedRegion, spec, host);
    }
    return { regions };
  };
}

async function decide(region: RegionSpec, source: DecisionSource): Promise<DecidedRegion> {
  const { name, environment, custom } = region;
  const decision = await source.decide({ region: name, environment, custom });
  return { region, decision, ...resolveRegionValue(region, decision) };
}
