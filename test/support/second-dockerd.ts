import { mkdir, mkdtemp, readFile, rm } from 'node:fs/promises';
import { createWriteStream } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type Docker from 'dockerode';
import { execa } from 'execa';
import { type DockerHost, openDocker } from '../../infra/provider/docker/docker-connection.ts';
import { parseHost } from '../../infra/provider/host.ts';
import { eventually } from './eventually.ts';
import { freePort } from './free-port.ts';
import type { TestCertificates } from './docker-certificates.ts';

/** A Docker daemon of a test's own, beside the machine's: another "host" on the same machine. */
export interface SecondDockerd extends AsyncDisposable {
  /** Such as `tcp://127.0.0.1:23751`. */
  host: string;
  docker: Docker;
  /** The daemon goes away, and its containers with it; its data stays. */
  stop(): Promise<void>;
  /** After `stop`. */
  start(): Promise<void>;
}

/**
 * Needs root, as the daemon does.
 * @param tls certificates of both sides: it is reached by TLS then, by nobody else.
 */
export async function startSecondDockerd(tls?: TestCertificates): Promise<SecondDockerd> {
  const folder = await mkdtemp(path.join(tmpdir(), 'colorteller-dockerd-'));
  const port = await freePort();
  const address = `tcp://127.0.0.1:${port}`;
  const host = tls === undefined ? address : `${address}?certs=${tls.client}`;
  const docker = await openDocker(parseHost(host) as DockerHost, undefined);
  await mkdir(path.join(folder, 'exec'));
  const machineBridges = await bridges();
  // A device name has at most 15 characters.
  const bridge = `ct${port}`;
  await execa('ip', ['link', 'add', bridge, 'type', 'bridge']);
  await execa('ip', ['address', 'add', '10.214.0.1/24', 'dev', bridge]);
  await execa('ip', ['link', 'set', bridge, 'up']);
  let daemon: ReturnType<typeof launch> | undefined;

  const launch = () => {
    const child = execa(
      'dockerd',
      [
        ['--host', address],
        tls === undefined ? [] : tlsOptions(tls),
        ['--data-root', path.join(folder, 'data')],
        ['--exec-root', path.join(folder, 'exec')],
        ['--pidfile', path.join(folder, 'pid')],
        // A bridge of its own: with none, a daemon removes docker0, which belongs to the machine's daemon.
        ['--bridge', bridge],
        ['--default-address-pool', 'base=10.213.0.0/16,size=24'],
      ].flat(),
      { reject: false, buffer: false, stdin: 'ignore' },
    );
    child.stderr.pipe(createWriteStream(path.join(folder, 'log'), { flags: 'a' }));
    return child;
  };
  const start = async () => {
    daemon = launch();
    await eventually(
      'the second dockerd answers',
      () =>
        docker.ping().then(
          () => true,
          () => undefined,
        ),
      60_000,
    );
  };
  const end = async (signal: NodeJS.Signals) => {
    daemon?.kill(signal);
    await daemon;
    daemon = undefined;
  };
  await start();
  return {
    host,
    docker,
    start,
    stop: () => end('SIGTERM'),
    [Symbol.asyncDispose]: async () => {
      const containers = await docker.listContainers({ all: true }).catch(() => []);
      await Promise.all(
        containers.map(({ Id }) =>
          docker
            .getContainer(Id)
            .remove({ force: true })
            .catch(() => undefined),
        ),
      );
      await docker.pruneNetworks().catch(() => undefined);
      await end('SIGTERM');
      await execa('pkill', ['-KILL', '-f', folder], { reject: false });
      await unmountBelow(folder);
      await restoreBridges(machineBridges);
      await rm(folder, { recursive: true, force: true });
    },
  };
}

function tlsOptions({ server }: TestCertificates): string[] {
  const file = (name: string) => path.join(server, name);
  return [
    '--tlsverify',
    ['--tlscacert', file('ca.pem')],
    ['--tlscert', file('cert.pem')],
    ['--tlskey', file('key.pem')],
  ].flat();
}

/** A killed daemon leaves the file systems of its containers mounted. */
async function unmountBelow(folder: string): Promise<void> {
  const mounts = (await readFile('/proc/mounts', 'utf8'))
    .split('\n')
    .map((line) => line.split(' ')[1] ?? '');
  for (const mount of mounts.filter((place) => place.startsWith(folder)).reverse()) {
    await execa('umount', ['--lazy', mount], { reject: false });
  }
}

interface Bridge {
  device: string;
  /** Such as `172.17.0.1/16`; undefined for one without. */
  address: string | undefined;
}

async function bridges(): Promise<Bridge[]> {
  const { stdout } = await execa('ip', ['-json', 'address', 'show', 'type', 'bridge']);
  const found = JSON.parse(stdout || '[]') as {
    ifname?: string;
    addr_info?: { family: string; local: string; prefixlen: number }[];
  }[];
  return found.flatMap(({ ifname, addr_info = [] }) => {
    const inet = addr_info.find(({ family }) => family === 'inet');
    const address = inet === undefined ? undefined : `${inet.local}/${inet.prefixlen}`;
    return ifname === undefined ? [] : [{ device: ifname, address }];
  });
}

/**
 * A daemon that starts again on its old data removes docker0 and forgets its own bridges, whatever its options say:
 * both are put right, for the machine's own daemon.
 */
async function restoreBridges(before: readonly Bridge[]): Promise<void> {
  const after = (await bridges()).map(({ device }) => device);
  const known = before.map(({ device }) => device);
  for (const device of after.filter((name) => !known.includes(name))) {
    await execa('ip', ['link', 'delete', device], { reject: false });
  }
  for (const { device, address } of before.filter((bridge) => !after.includes(bridge.device))) {
    await execa('ip', ['link', 'add', device, 'type', 'bridge']);
    if (address !== undefined) await execa('ip', ['address', 'add', address, 'dev', device]);
    await execa('ip', ['link', 'set', device, 'up']);
  }
}
