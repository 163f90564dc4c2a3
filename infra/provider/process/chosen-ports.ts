import type { ContainerSpec, PublishedPort } from '../container-runtime.ts';
import { chooseFreePort } from './free-port.ts';

/** Where a process listens that names no address. */
export const DEFAULT_ADDRESS = '127.0.0.1';

/** A spec whose every port is chosen. It is recorded so: a restart keeps the ports. */
export async function withChosenPorts(spec: ContainerSpec): Promise<ContainerSpec> {
  const ports = await Promise.all(
    spec.ports.map(async (port) => ({
      ...port,
      external: port.external ?? (await chooseFreePort(port.ip ?? DEFAULT_ADDRESS)),
    })),
  );
  return { ...spec, ports };
}

/** The ports of a spec that are chosen. */
export function publishedPorts({ ports }: ContainerSpec): PublishedPort[] {
  return ports.flatMap(({ external, ...port }) =>
    external === undefined ? [] : [{ ...port, external }],
  );
}
