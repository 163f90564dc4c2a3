import { Network } from '@pulumi/docker/network.js';
import { Provider } from '@pulumi/docker/provider.js';
import { shortHash } from '../../orchestrator/common/hash.ts';
import { dockerLabels, hostName } from './labels.ts';
import type { Stack } from './stack.ts';

/** What the replicas on one host have in common. */
export interface RegisteredHost {
  provider: Provider;
  network: Network;
}

/** Registers a provider for one host and a network on it. */
export function registerHost(
  host: string,
  { workspace, name: stack, regions }: Stack,
): RegisteredHost {
  const name = hostName(host);
  // The stock provider reads `host`; ours gets no settings with a resource, and reads its label.
  const [address, certPath] = host.split('?certs=');
  const tls = certPath === undefined ? {} : { certPath: decodeURIComponent(certPath) };
  const settings = host.startsWith('process:') ? {} : { host: address, ...tls };
  // What protected regions need stays with them.
  const protect = regions.some((region) => region.host === host && region.protect === true);
  const provider = new Provider(name, settings, { protect });
  const network = new Network(
    name,
    {
      name: `colorteller-${shortHash(workspace)}-${stack}-${shortHash(host)}`,
      driver: 'bridge',
      labels: dockerLabels({ workspace, stack, host }),
    },
    { provider, protect },
  );
  return { provider, network };
}
