import { mkdir, mkdtemp, readFile, rm } from 'node:fs/promises';
import { createWriteStream } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import Docker from 'dockerode';
import { execa } from 'execa';
import { eventually } from './eventually.ts';
import { freePort } from './free-port.ts';

/** A Docker daemon of a test's own, beside the machine's: another "host" on the same machine. */
export interface SecondDockerd extends AsyncDisposable {
  /** Such as `tcp://127.0.0.1:23751`. */
  host: string;
  docker: Docker;
  /** As when the machine loses power: the daemon is gone, its data stays. */
  kill(): Promise<void>;
  /** After `kill`. */
  start(): Promise<void>;
}

/** Needs root, as the daemon does. */
export async function startSecondDockerd(): Promise<SecondDockerd> {
  const folder = await mkdtemp(path.join(tmpdir(), 'colorteller-dockerd-'));
  const port = await freePort();
  const host = `tcp://127.0.0.1:${port}`;
  const docker = new Docker({ host: '127.0.0.1', port, protocol: 'http' });
  await mkdir(path.join(folder, 'exec'));
  let daemon: ReturnType<typeof launch> | undefined;

  const launch = () => {
    const child = execa(
      'dockerd',
      [
        ['--host', host],
        ['--data-root', path.join(folder, 'data')],
        ['--exec-root', path.join(folder, 'exec')],
        ['--pidfile', path.join(folder, 'pid')],
        // Its regions are on a network of their own; the pool is another than the machine's daemon uses.
        ['--bridge', 'none'],
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
    kill: async () => {
      await end('SIGKILL');
      // Its containerd outlives it, and would keep the next one from starting.
      await execa('pkill', ['-KILL', '-f', path.join(folder, 'exec')], { reject: false });
    },
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
      await end('SIGTERM');
      await execa('pkill', ['-KILL', '-f', folder], { reject: false });
      await unmountBelow(folder);
      await rm(folder, { recursive: true, force: true });
    },
  };
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
