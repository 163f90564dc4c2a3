import { Network } from '@pulumi/docker/network.js';
import { shortHash } from '../../orchestrator/common/hash.ts';
import type { RegisteredHost } from './host.ts';
import { dockerLabels } from './labels.ts';
import type { Region, Stack } from './stack.ts';

/**
 * What a region has while the gate `extras` passes for it: a network that nothing else uses. It shows that a gate decides
 * whether a resource exists, in a plan as anywhere.
 */
export function registerExtras(region: Region, stack: Stack, { provider }: RegisteredHost): void {
  const { workspace, name } = stack;
  new Network(
    `${region.name}-extras`,
    {
      name: `colorteller-${shortHash(workspace)}-${region.name}-extras`,
      driver: 'bridge',
      labels: dockerLabels({ workspace, stack: name, region: region.name, host: region.host }),
    },
    { provider, protect: region.protect === true },
  );
}
