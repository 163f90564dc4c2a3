import { writeFile } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import path from 'node:path';
import { blockedPort } from '../../core/definition/blocked-port.ts';
import { FORMATS, inFormat, type Format } from '../../core/definition/starter.ts';
import { WALKTHROUGH_PORTS, starterFile } from '../../core/definition/walkthrough.ts';

/** Ports of the walkthrough: the usual ones, those from a number on, or any; one in use is replaced by a free one. */
export type StarterPorts = 'usual' | 'any' | number;

/** Writes the walkthrough as the workspace file of a folder, which has none. @returns its path */
export async function writeStarter(
  folder: string,
  { ports, format = 'yaml' }: { ports: StarterPorts; format?: Format },
): Promise<string> {
  const file = path.join(folder, FORMATS[format]);
  const text = inFormat(starterFile(await freeWalkthroughPorts(ports)), format);
  await writeFile(file, text, { flag: 'wx' });
  return file;
}

async function freeWalkthroughPorts(
  ports: StarterPorts,
): Promise<Record<keyof typeof WALKTHROUGH_PORTS, number>> {
  const usual = Object.values(WALKTHROUGH_PORTS);
  const from = ports === 'usual' ? Math.min(...usual) : ports;
  const requested = usual.map((_, index) => (from === 'any' ? 0 : from + index));
  const servers = await Promise.all(requested.map(listenNear));
  const [west, central] = servers.map((server) => (server.address() as AddressInfo).port);
  await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))));
  return { 'us-west1': west ?? 0, 'us-central1': central ?? 0 };
}

const LAST_PORT = 65_535;

/** Both ports stay open until both are chosen, so that they differ. */
async function listenNear(port: number): Promise<ReturnType<typeof createServer>> {
  if (port > LAST_PORT || blockedPort(port, 1) !== undefined) return listenNear(0);
  const server = createServer();
  return new Promise((resolve, reject) => {
    server.once('error', () => {
      server.once('error', reject);
      server.listen(0, '127.0.0.1', () => resolve(server));
    });
    server.listen(port, '127.0.0.1', () => resolve(server));
  });
}
