import { networkInterfaces, type NetworkInterfaceInfo } from 'node:os';

/** Where attendees report to, as they can type it. @param interfaces Default: those of this machine */
export function reportAddress(
  { host, isTls, port }: { host: string; isTls: boolean; port: number },
  interfaces: NodeJS.Dict<NetworkInterfaceInfo[]> = networkInterfaces(),
): string {
  const isEvery = host === '0.0.0.0' || host === '::';
  const name = isEvery ? lanAddress(interfaces) : host;
  return `${isTls ? 'https' : 'http'}://${name.includes(':') ? `[${name}]` : name}:${port}`;
}

/** The first address by which others reach this machine; without a network its own. */
function lanAddress(interfaces: NodeJS.Dict<NetworkInterfaceInfo[]>): string {
  const all = Object.values(interfaces).flatMap((addresses) => addresses ?? []);
  const found = all.find(({ internal, family }) => !internal && family === 'IPv4');
  return found?.address ?? '127.0.0.1';
}
