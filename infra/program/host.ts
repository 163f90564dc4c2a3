import { createHash } from 'node:crypto';
import * as docker from '@pulumi/docker';
import { LABELS } from './labels.ts';
import type { StackSpec } from './stack-spec.ts';

/** A Docker host with what all regions on it share. */
export interface DeployedHost {
  provider: docker.Provider;
  network: docker.Network;
}

/** Short and stable name for anything, for resource and container names. */
export function shortHash(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 8);
}

/** Registers the provider of a host and the network of this stack on it. */
export function deployHost({ workspace, stack }: StackSpec, host: string): DeployedHost {
  const id = shortHash(host);
  // A folder of local processes is known to our provider only, and it learns of it by the label.
  const provider = new docker.Provider(`docker-${id}`, host.startsWith('process:') ? {} : { host });
  const network = new docker.Network(
    `network-${id}`,
    {
      name: `colorteller-${shortHash(workspace)}-${stack}`,
      driver: 'bridge',
      labels: labels({ [LABELS.workspace]: workspace, [LABELS.stack]: stack, [LABELS.host]: host }),
    },
    { provider },
  );
  return { provider, network };
}

/** Labels in the shape of the Docker provider. */
export function labels(
  entries: Readonly<Record<string, string>>,
): { label: string; value: string }[] {
  return Object.entries(entries).map(([label, value]) => ({ label, value }));
}
