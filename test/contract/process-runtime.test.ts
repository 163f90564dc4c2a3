import { randomBytes } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { execa } from 'execa';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createProcessRuntime } from '../../infra/provider/process/process-runtime.ts';
import { bundleModule } from '../support/bundle-module.ts';
import { until } from '../support/eventually.ts';
import { processRegions, type RegionRuntime } from '../support/region-runtime.ts';
import { realClock } from '../../orchestrator/common/real-clock.ts';
import { readRecord, writeRecord } from '../../infra/provider/process/process-identity.ts';

const LISTENS = `import { createServer } from 'node:http';
createServer((_, answer) => answer.end(JSON.stringify({ env: process.env, cwd: process.cwd() })))
  .listen(Number(process.env.PORT), process.env.HOST);`;
const DIES = `console.log('one'); console.error('the disk is full'); process.exitCode = 3;`;
const HANGS = `console.log('thinking'); setInterval(() => {}, 1000);`;
const STUBBORN = `process.on('SIGTERM', () => console.log('no'));\n${LISTENS}`;

describe('the process runtime', () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'colorteller-programs-'));
  });
  afterAll(() => rm(folder, { recursive: true }));

  /** Regions that run this program instead of the service. */
  const regionsOf = async (program: string): Promise<RegionRuntime> => {
    const entry = path.join(folder, `${randomBytes(4).toString('hex')}.mjs`);
    await writeFile(entry, program);
    return processRegions(entry);
  };
  const folderOf = ({ host }: RegionRuntime) => host.slice('process://'.length);

  it('gives a process its own environment, and nothing else of ours but PATH', async () => {
    await using regions = await regionsOf(LISTENS);
    const spec = await regions.spec();
    const id = await regions.runtime.createContainer(spec);
    const { external } = spec.ports[0]!;
    const answer = await fetch(`http://127.0.0.1:${external}`);
    const root = path.join(folderOf(regions), id, 'root');
    expect(await answer.json()).toEqual({
      cwd: root,
      env: {
        PATH: process.env.PATH,
        REGION: 'us-west1',
        CONFIG_FILE: path.join(root, 'etc/colorteller/config.json'),
        PORT: String(external),
        HOST: '127.0.0.1',
        INSTANCE: id,
      },
    });
  });

  it('keeps the record of a container, which holds its environment, from other users', async () => {
    await using regions = await regionsOf(LISTENS);
    const id = await regions.runtime.createContainer(await regions.spec());
    const { mode } = await stat(path.join(folderOf(regions), id, 'state.json'));
    expect((mode & 0o777).toString(8)).toBe('600');
  });

  it('shows the last words of a process that dies at its start, and leaves nothing behind', async () => {
    await using regions = await regionsOf(DIES);
    await expect(regions.runtime.createContainer(await regions.spec())).rejects.toMatchObject({
      code: 'CONTAINER_DIED',
      message:
        'The container of region us-west1 ended with exit code 3. Its last log lines:\none\nthe disk is full',
    });
    expect(await readdir(folderOf(regions))).toEqual([]);
  });

  it('gives up on a process that never listens, and ends it', async () => {
    await using regions = await regionsOf(LISTENS);
    const entry = path.join(folder, 'hangs.mjs');
    const pidFile = path.join(folder, 'hangs.pid');
    await writeFile(
      entry,
      `(await import('node:fs')).writeFileSync('${pidFile}', String(process.pid)); ${HANGS}`,
    );
    let nowMs = 0;
    const runtime = createProcessRuntime({
      folder: folderOf(regions),
      entry,
      searchPath: undefined,
      // Some 100 polls of the port instead of 15 s of them.
      clock: { nowMs: () => (nowMs += 150), sleep: (ms, signal) => realClock.sleep(ms, signal) },
      newId: () => 'ab'.repeat(32),
    });
    await expect(runtime.createContainer(await regions.spec())).rejects.toMatchObject({
      code: 'TIMEOUT',
      message: expect.stringMatching(/within 15000 ms\. Its last log lines:\nthinking$/) as string,
    });
    expect(await readdir(folderOf(regions))).toEqual([]);
    await untilEnded(Number(await readFile(pidFile, 'utf8')));
  });

  it('refuses what does not publish exactly one tcp port', async () => {
    await using regions = await regionsOf(LISTENS);
    const spec = await regions.spec({ ports: [] });
    await expect(regions.runtime.createContainer(spec)).rejects.toMatchObject({
      code: 'BAD_INPUT',
      message: 'region us-west1 does not publish exactly one tcp port.',
    });
  });

  it('kills a process that does not end in its grace', async () => {
    await using regions = await regionsOf(STUBBORN);
    const id = await regions.runtime.createContainer(await regions.spec());
    const { pid } = (await readRecord(folderOf(regions), id))!;
    await regions.runtime.stopAndRemoveContainer(id, 0.2);
    await untilEnded(pid!);
  });

  it('neither trusts nor kills a stranger that got the pid of a dead process', async () => {
    await using regions = await regionsOf(LISTENS);
    const id = await regions.runtime.createContainer(await regions.spec());
    const record = (await readRecord(folderOf(regions), id))!;
    await regions.crash(id);

    const stranger = execa(process.execPath, ['--eval', HANGS], { reject: false });
    try {
      await writeRecord(folderOf(regions), { ...record, pid: stranger.pid! });
      expect(await regions.runtime.inspectContainer(id)).toMatchObject({ status: 'stopped' });
      await regions.runtime.stopAndRemoveContainer(id, 0);
      expect(isAlive(stranger.pid!)).toBe(true);
    } finally {
      stranger.kill('SIGKILL');
      await stranger;
    }
  });

  it('finds and ends a process that a crash kept from being recorded', async () => {
    await using regions = await regionsOf(LISTENS);
    const id = await regions.runtime.createContainer(await regions.spec());
    const record = (await readRecord(folderOf(regions), id))!;
    await writeRecord(folderOf(regions), { ...record, pid: null });
    expect(await regions.runtime.inspectContainer(id)).toMatchObject({ status: 'running' });
    await regions.runtime.stopAndRemoveContainer(id, 5);
    await untilEnded(record.pid!);
  });

  it('lets a region outlive the program that started it', async () => {
    await using regions = await regionsOf(LISTENS);
    const spec = await regions.spec();
    const id = 'cd'.repeat(32);
    const program = await bundleModule(
      folder,
      `import { createProcessRuntime } from './infra/provider/process/process-runtime.ts';
      import { realClock } from './orchestrator/common/real-clock.ts';
      const [folder, entry, spec] = process.argv.slice(2);
      await createProcessRuntime({ folder, entry, clock: realClock, newId: () => '${id}' })
        .createContainer(JSON.parse(spec));`,
    );
    const entry = path.join(folder, 'outlives.mjs');
    await writeFile(entry, LISTENS);
    await execa(process.execPath, [program, folderOf(regions), entry, JSON.stringify(spec)]);
    expect(await regions.runtime.inspectContainer(id)).toMatchObject({ status: 'running' });
    expect((await fetch(`http://127.0.0.1:${spec.ports[0]!.external}`)).status).toBe(200);
  });

  it('leaves a file whole when it is written again', async () => {
    await using regions = await regionsOf(LISTENS);
    const id = await regions.runtime.createContainer(await regions.spec());
    const file = path.join(folderOf(regions), id, 'root', 'config.json');
    await regions.runtime.putFile(id, '/config.json', 'old');
    const before = await stat(file);
    await regions.runtime.putFile(id, '/config.json', 'new');
    const after = await stat(file);
    // Another inode: the old content was never cut short under a reader.
    expect(after.ino).not.toBe(before.ino);
    expect((after.mode & 0o777).toString(8)).toBe('644');
    expect(await readFile(file, 'utf8')).toBe('new');
    expect(await readdir(path.dirname(file))).toEqual(['config.json']);
  });
});

/** A process that was stopped is a zombie until Node has waited for it. */
function untilEnded(pid: number): Promise<void> {
  return until(() => !isAlive(pid));
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}
