import { readdir, readFile, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { openFileEventStore } from '../../orchestrator/runtime/store/file-event-store.ts';
import { logPath } from '../../orchestrator/runtime/store/log-path.ts';
import { lockWorkspace } from '../../orchestrator/runtime/store/workspace-lock.ts';
import { compactCommand } from '../../scripts/cli/commands/compact.ts';
import { eventsCommand } from '../../scripts/cli/commands/events.ts';
import { withTarget } from '../../scripts/cli/commands/target-options.ts';
import { repairCommand } from '../../scripts/cli/commands/repair.ts';
import { BY_ALICE } from '../support/actors.ts';
import { capturedContext, runCommand } from '../support/captured-context.ts';
import { settled, startUp } from '../support/cli.ts';
import { eventually } from '../support/eventually.ts';
import { logText } from '../support/log-text.ts';
import { checkOutput } from '../support/output-problems.ts';
import { tempFolder } from '../support/temp-folder.ts';

/** A log of three changes by alice, damaged afterwards. */
async function writeLog(folder: string, damage = (text: string) => text): Promise<string> {
  const file = logPath(folder);
  const store = await openFileEventStore({ file, onTornTail: () => undefined });
  for (const atMs of [1, 2, 3]) {
    await store.append({
      type: 'config-changed',
      config: 'colorteller',
      change: { defaultValue: { color: `color-${atMs}` } },
      actor: 'alice',
      reason: null,
      atMs,
    });
  }
  await store.close();
  await writeFile(file, damage(await readFile(file, 'utf8')));
  return file;
}

const DAMAGE: Record<string, (text: string) => string> = {
  torn: (text) => text.slice(0, -7),
  damaged: (text) => text.replace('color-2', 'color-9'),
  foreign: (text) => text.replace('colorteller-log', 'another-log'),
  'too-new': (text) => text.replace('"version":2', '"version":9'),
  whole: (text) => text,
};

async function repair(folder: string, ...args: string[]): Promise<string> {
  const captured = capturedContext({});
  await runCommand(repairCommand(captured.context), '--workspace', folder, ...args);
  checkOutput(['repair', ...args], captured.out());
  return captured.out();
}

async function events(folder: string, ...args: string[]): Promise<string> {
  const captured = capturedContext({});
  await runCommand(withTarget(eventsCommand(captured.context), {}), '--workspace', folder, ...args);
  checkOutput(['events', ...args], captured.out());
  return captured.out();
}

describe('repair', () => {
  it.each([
    ['torn', /2 records .*are intact.*\n.*incomplete record/],
    [
      'damaged',
      /1 record .*are intact.*\n.*Line 3 is damaged: .*checksum.*\n.*1 line with 1 intact record/,
    ],
    ['foreign', /Line 1 .*not a ColorTeller log.*\n.*restore it/],
    ['too-new', /newer ColorTeller: .*version 9.*\n.*update ColorTeller/],
    ['whole', /3 records .*nothing to repair/],
  ])('says that a log is %s, and changes nothing', async (condition, says) => {
    await using folder = await tempFolder();
    const file = await writeLog(folder.path, DAMAGE[condition]);
    const before = await readFile(file, 'utf8');
    expect(await repair(folder.path)).toMatch(says);
    expect(JSON.parse(await repair(folder.path, '--json'))).toMatchObject({
      condition,
      copy: null,
    });
    expect(await readdir(folder.path)).toEqual(['events.log']);
    expect(await readFile(file, 'utf8')).toBe(before);
  });

  it.each([
    ['torn', 2],
    ['damaged', 1],
  ])('with --yes keeps a %s log as it was beside the one it cuts', async (condition, records) => {
    await using folder = await tempFolder();
    const file = await writeLog(folder.path, DAMAGE[condition]);
    const before = await readFile(file, 'utf8');
    expect(await repair(folder.path, '--yes')).toMatch(`cut after record ${records}`);
    const copy = (await readdir(folder.path)).find((name) =>
      name.startsWith('events.log.damaged-'),
    );
    const copyPath = path.join(folder.path, copy ?? 'no copy');
    expect(await readFile(copyPath, 'utf8')).toBe(before);
    expect((await stat(copyPath)).mode & 0o777).toBe(0o600);
    const store = await openFileEventStore({ file, onTornTail: () => expect.fail('still torn') });
    expect(store.readAll()).toHaveLength(records);
    await store.close();
    expect(await repair(folder.path)).toMatch('nothing to repair');
  });

  it.each(['foreign', 'too-new', 'whole'])(
    'with --yes leaves a %s log alone',
    async (condition) => {
      await using folder = await tempFolder();
      const file = await writeLog(folder.path, DAMAGE[condition]);
      const before = await readFile(file, 'utf8');
      await repair(folder.path, '--yes');
      expect(await readdir(folder.path)).toEqual(['events.log']);
      expect(await readFile(file, 'utf8')).toBe(before);
    },
  );

  it('says that there is no log, and creates none', async () => {
    await using folder = await tempFolder();
    expect(await repair(folder.path)).toMatch('no event log');
    const nowhere = path.join(folder.path, 'nowhere');
    await expect(repair(nowhere)).rejects.toMatchObject({ code: 'BAD_INPUT' });
    expect(await readdir(folder.path)).toEqual([]);
  });

  it('refuses while an orchestrator holds the workspace', async () => {
    await using folder = await tempFolder();
    const file = await writeLog(folder.path, DAMAGE['damaged']);
    const before = await readFile(file, 'utf8');
    const lock = await lockWorkspace(folder.path);
    await expect(repair(folder.path, '--yes')).rejects.toMatchObject({ code: 'WORKSPACE_LOCKED' });
    expect(await readFile(file, 'utf8')).toBe(before);
    await lock.release();
  });
});

describe('compact', () => {
  const compact = async (folder: string, ...args: string[]): Promise<string> => {
    const captured = capturedContext({});
    await runCommand(compactCommand(captured.context), '--workspace', folder, ...args);
    checkOutput(['compact', ...args], captured.out());
    return captured.out();
  };

  it('seals the log; events and repair see all of it as before', async () => {
    await using folder = await tempFolder();
    await writeLog(folder.path);
    const before = await events(folder.path, '--json');
    expect(await compact(folder.path)).toMatch(/3 records sealed into events-000001-000003.log.gz/);
    expect(await events(folder.path, '--json')).toBe(before);
    expect(JSON.parse(await compact(folder.path, '--json'))).toMatchObject({ segment: null });
    expect(await compact(folder.path)).toMatch(/all 3 records .*nothing to do/i);
    expect(await repair(folder.path)).toMatch(/3 records .*nothing to repair/);
  });

  it('is refused while an orchestrator holds the workspace, and without a log', async () => {
    await using folder = await tempFolder();
    await expect(compact(folder.path)).rejects.toMatchObject({ code: 'NOT_FOUND' });
    const file = await writeLog(folder.path);
    const before = await readFile(file, 'utf8');
    const lock = await lockWorkspace(folder.path);
    await expect(compact(folder.path)).rejects.toMatchObject({ code: 'WORKSPACE_LOCKED' });
    await lock.release();
    expect(await readFile(file, 'utf8')).toBe(before);
    expect(await readdir(folder.path)).toEqual(['events.log']);
  });

  it('leaves a segment that repair names when it is not whole, and cuts nothing for', async () => {
    await using folder = await tempFolder();
    const file = await writeLog(folder.path);
    await compact(folder.path);
    const before = await readFile(file, 'utf8');
    await writeFile(path.join(folder.path, 'events-000001-000003.log.gz'), 'short');
    expect(await repair(folder.path, '--yes')).toMatch(
      /sealed segment .*events-000001-000003.log.gz .*5 bytes instead of \d+.*\n.*copy of the/,
    );
    expect(await readFile(file, 'utf8')).toBe(before);
    await expect(events(folder.path)).rejects.toMatchObject({ code: 'LOG_DAMAGED' });
  });
});

describe('events', () => {
  it('of a log of an older version are printed with their meaning of today, and change nothing', async () => {
    await using folder = await tempFolder();
    const file = logPath(folder.path);
    const change = {
      type: 'config-changed',
      config: 'colorteller',
      value: { color: 'red' },
      ...BY_ALICE,
    };
    const before = logText(1, [{ ...change, atMs: 1 }]);
    await writeFile(file, before);
    expect(JSON.parse(await events(folder.path, '--json'))).toMatchObject({
      type: 'config-changed',
      change: { defaultValue: { color: 'red' } },
    });
    expect(await readFile(file, 'utf8')).toBe(before);
    expect(await readdir(folder.path)).toEqual(['events.log']);
  });

  it('come from the file when no orchestrator runs, torn or not, and change nothing', async () => {
    await using folder = await tempFolder();
    const file = await writeLog(folder.path, DAMAGE['torn']);
    const before = await readFile(file, 'utf8');
    const text = await events(folder.path);
    expect(text.split('\n')).toEqual([
      expect.stringMatching(/^ {3}1 {2}.* alice changed colorteller to .*color-1/),
      expect.stringMatching(/^ {3}2 {2}.* alice changed colorteller to .*color-2/),
      '',
    ]);
    expect(JSON.parse(await events(folder.path, '--json', '--after', '1'))).toMatchObject({
      seq: 2,
      type: 'config-changed',
      atMs: 2,
    });
    expect(await readFile(file, 'utf8')).toBe(before);
    expect(await readdir(folder.path)).toEqual(['events.log']);
  });

  it('before the damage are printed, then the damage with what to do', async () => {
    await using folder = await tempFolder();
    await writeLog(folder.path, DAMAGE['damaged']);
    const captured = capturedContext({});
    await expect(
      runCommand(withTarget(eventsCommand(captured.context), {}), '--workspace', folder.path),
    ).rejects.toMatchObject({
      code: 'LOG_DAMAGED',
      action: expect.stringContaining('colorteller repair') as string,
    });
    expect(captured.out()).toMatch(/color-1/);
    expect(captured.out()).not.toMatch(/color-3/);
  });

  it('of no log, or after no number, are refused', async () => {
    await using folder = await tempFolder();
    await expect(events(folder.path)).rejects.toMatchObject({ code: 'NOT_FOUND' });
    await expect(events(folder.path, '--follow')).rejects.toMatchObject({ code: 'NOT_RUNNING' });
    await expect(events(folder.path, '--after', 'x')).rejects.toMatchObject({ exitCode: 1 });
  });

  it('are followed on a running orchestrator until Ctrl-C, each printed once', async () => {
    await using folder = await tempFolder();
    await using up = await startUp(folder.path);
    await settled(up.client);
    const interrupt = new AbortController();
    const captured = capturedContext({}, interrupt.signal);
    const following = runCommand(
      withTarget(eventsCommand(captured.context), {}),
      ...['--workspace', folder.path, '--follow', '--json'],
    );
    await up.client.changeConfig('colorteller', {
      set: { color: 'purple' },
      actor: 'bob',
      reason: null,
    });
    const printed = () =>
      captured
        .out()
        .split('\n')
        .slice(0, -1)
        .map((line) => JSON.parse(line) as { seq: number; actor?: string });
    await eventually('the change', () => printed().find(({ actor }) => actor === 'bob'));
    interrupt.abort();
    await following;
    const seqs = printed().map(({ seq }) => seq);
    expect(seqs).toEqual(seqs.map((_, index) => index + 1));
    expect(await events(folder.path, '--after', '1')).not.toMatch(/^ +1 /m);
  });
});
