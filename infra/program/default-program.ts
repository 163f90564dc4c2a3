import { defineProgram } from './index.ts';
import { registerExtras } from './extras.ts';
import { type RegisteredHost, registerHost } from './host.ts';
import { registerRegion } from './region.ts';
import type { RegionOutputs } from './stack.ts';

/** The gate that decides whether a region has what {@link registerExtras} makes. */
export const EXTRAS_GATE = 'extras';

/** What runs where the workspace names no program: on each host a network, in each region its replicas and their config. */
export const defaultProgram = defineProgram((stack) => {
  const hosts = new Map<string, RegisteredHost>();
  const regions: Record<string, RegionOutputs> = {};
  for (const region of stack.regions) {
    const host = hosts.get(region.host) ?? registerHost(region.host, stack);
    hosts.set(region.host, host);
    regions[region.name] = registerRegion(region, stack, host);
    if (stack.gates.includes(EXTRAS_GATE) && stack.gate(EXTRAS_GATE, region)) {
      registerExtras(region, stack, host);
    }
  }
  return { regions };
});
