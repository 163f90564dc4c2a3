import { chmod, chown, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { execa } from 'execa';
import { eventually } from './eventually.ts';
import { freePort } from './free-port.ts';

/** A PostgreSQL of a test's own. */
export interface Postgres extends AsyncDisposable {
  /** Of an empty database, as a Pulumi backend; without credentials. */
  url: string;
  password: string;
  /** What clients, the Pulumi CLI among them, find the credentials in. */
  env: Record<string, string>;
  /** Ends the server; its data goes when it is disposed. */
  stop(): Promise<void>;
}

/** Needs PostgreSQL's server from Debian's packages, and its user `postgres` where this is root, as it refuses to run as root. */
export async function startPostgres(): Promise<Postgres> {
  const folder = await mkdtemp(path.join(tmpdir(), 'colorteller-postgres-'));
  const port = await freePort();
  const password = 'a-password-of-a-test';
  const programs = await programsFolder();
  const as = await postgresUser();
  if (as !== undefined) await chown(folder, as.uid, as.gid);
  const how = { cwd: folder, ...as };
  const data = path.join(folder, 'data');
  const passwordFile = path.join(folder, 'password');
  await writeFile(passwordFile, password);
  await chmod(passwordFile, 0o644);
  await execa(
    path.join(programs, 'initdb'),
    ['-D', data, '-U', 'ct', '-A', 'scram-sha-256', '--pwfile', passwordFile, '--no-sync'],
    how,
  );
  const server = execa(
    path.join(programs, 'postgres'),
    [
      ['-D', data, '-p', String(port), '-c', 'listen_addresses=127.0.0.1'],
      ['-c', 'unix_socket_directories=', '-c', 'fsync=off'],
    ].flat(),
    { ...how, reject: false, stdin: 'ignore', buffer: false, stderr: 'ignore', stdout: 'ignore' },
  );
  // With it open connections are ended as well.
  const stop = async () => {
    server.kill('SIGINT');
    await server;
  };
  const env = { PGUSER: 'ct', PGPASSWORD: password };
  const psql = (sql: string) =>
    execa(
      path.join(programs, 'psql'),
      ['-h', '127.0.0.1', '-p', String(port), '-d', 'postgres', '-c', sql],
      {
        env,
        reject: false,
      },
    );
  await eventually(
    'PostgreSQL answers',
    async () => ((await psql('create database pulumi')).exitCode === 0 ? true : undefined),
    30_000,
  );
  return {
    url: `postgres://127.0.0.1:${port}/pulumi?sslmode=disable`,
    password,
    env,
    stop,
    [Symbol.asyncDispose]: async () => {
      await stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** Debian keeps the server's programs out of PATH, in a folder of its version. */
async function programsFolder(): Promise<string> {
  const versions = await readdir('/usr/lib/postgresql').catch((): string[] => []);
  const newest = versions.sort((one, two) => Number(one) - Number(two)).at(-1);
  if (newest === undefined) throw new Error('there is no PostgreSQL: apt-get install postgresql');
  const folder = path.join('/usr/lib/postgresql', newest, 'bin');
  await stat(path.join(folder, 'initdb'));
  return folder;
}

async function postgresUser(): Promise<{ uid: number; gid: number } | undefined> {
  if (process.getuid?.() !== 0) return undefined;
  const users = await readFile('/etc/passwd', 'utf8');
  const [, uid, gid] = /^postgres:[^:]*:(\d+):(\d+):/m.exec(users) ?? [];
  if (uid === undefined) throw new Error('there is no user postgres: apt-get install postgresql');
  return { uid: Number(uid), gid: Number(gid) };
}
