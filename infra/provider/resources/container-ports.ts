import type { ContainerInfo } from '../container-runtime.ts';
import type { PropertyBag } from '../property-bag.ts';

/** A port as inputs and outputs of a container have it. */
interface Port {
  internal?: unknown;
  external?: unknown;
  ip?: unknown;
  protocol?: unknown;
}

/**
 * Inputs whose ports without a host port have the one that is recorded: a program that leaves the choice to the runtime
 * accepts the choice.
 */
export function withRecordedPorts(news: PropertyBag, olds: PropertyBag): PropertyBag {
  return withHostPorts(news, portsOf(olds), ({ external = 0 }) => external === 0);
}

/** Outputs with the host ports that the container has now. Those of one that does not run stay as they were. */
export function withPublishedPorts(
  outs: PropertyBag,
  found: Pick<ContainerInfo, 'ports'> | undefined,
): PropertyBag {
  // Docker publishes on IPv4 and IPv6, and may choose different ports.
  const isIpv6 = ({ ip = '' }: { ip?: string }): number => Number(ip.includes(':'));
  const published = [...(found?.ports ?? [])].sort((left, right) => isIpv6(left) - isIpv6(right));
  return withHostPorts(outs, published, () => true);
}

/** Gives each port that is not among the actual ones, and may be another, the first actual one that fits it. */
function withHostPorts(
  bag: PropertyBag,
  actual: readonly Port[],
  mayChange: (port: Port) => boolean,
): PropertyBag {
  if (!Array.isArray(bag['ports'])) return bag;
  const left = [...actual];
  const take = (fits: (other: Port) => boolean): Port | undefined => {
    const at = left.findIndex(fits);
    return at === -1 ? undefined : left.splice(at, 1)[0];
  };
  const exact = portsOf(bag).filter((port) =>
    take((other) => isSame(port, other) && port.external === other.external),
  );
  const ports = (bag['ports'] as unknown[]).map((port) => {
    if (!isPort(port) || exact.includes(port) || !mayChange(port)) return port;
    const external = take((other) => isSame(port, other))?.external ?? port.external;
    return external === undefined ? port : { ...port, external };
  });
  return { ...bag, ports };
}

function isSame(port: Port, other: Port): boolean {
  const { protocol = 'tcp' } = other;
  return (
    port.internal === other.internal &&
    (port.protocol ?? 'tcp') === protocol &&
    (port.ip === undefined || port.ip === other.ip)
  );
}

function portsOf({ ports }: PropertyBag): Port[] {
  return Array.isArray(ports) ? ports.filter(isPort) : [];
}

function isPort(value: unknown): value is Port {
  return typeof value === 'object' && value !== null;
}
