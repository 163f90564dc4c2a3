import { mkdir, readdir, readFile, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { execa } from 'execa';
import { describe, expect, it } from 'vitest';
import { distPath } from '../../orchestrator/common/package-root.ts';
import {
  WALKTHROUGH_PORTS,
  walkthroughFile,
  WORKSPACE_FILE,
} from '../../orchestrator/core/definition/walkthrough.ts';
import { checkExport, importWorkspace } from '../../orchestrator/runtime/store/import-workspace.ts';
import { logPath } from '../../orchestrator/runtime/store/log-path.ts';
import { exportCommand } from '../../scripts/cli/commands/export.ts';
import { importCommand } from '../../scripts/cli/commands/import.ts';
import { BY_ALICE } from '../support/actors.ts';
import { capturedContext, runCommand } from '../support/captured-context.ts';
import { colorteller, bothRegionsAnswer, settled, startUp } from '../support/cli.ts';
import { crashAtEachChange } from '../support/crashing-disk.ts';
import { tempFolder } from '../support/temp-folder.ts';

/** The walkthrough, with two events. */
function smallExport(): string {
  const events = [
    { type: 'region-observed', region: 'us-west1', answer: null, problem: 'ünïcode', atMs: 1_000 },
    { type: 'timer-fired', atMs: 2_000 },
  ];
  const header = {
    format: 'colorteller-export',
    version: 1,
    exportedAt: '2026-11-21T08:00:00.000Z',
    workspace: 'small',
    logVersion: 2,
    events: events.length,
    definition: walkthroughFile(WALKTHROUGH_PORTS),
  };
  const lines = [header, ...events.map((event, index) => ({ seq: index + 1, event }))];
  return lines.map((line) => `${JSON.stringify(line)}\n`).join('');
}

async function importText(text: string, workspace: string, ...args: string[]): Promise<string> {
  const captured = capturedContext({}, undefined, [text]);
  await runCommand(importCommand(captured.context), '-', '--workspace', workspace, ...args);
  return captured.out();
}

async function exportText(workspace: string, ...args: string[]): Promise<string> {
  const captured = capturedContext({});
  await runCommand(exportCommand(captured.context), '--workspace', workspace, ...args);
  return captured.out();
}

const afterHeader = (text: string) => text.slice(text.indexOf('\n') + 1);

describe('a workspace', () => {
  it('is exported while an orchestrator runs, and goes on elsewhere as it was', async () => {
    await using folder = await tempFolder();
    const [here, there] = ['here', 'there'].map((name) => path.join(folder.path, name));
    const file = path.join(folder.path, 'export.jsonl');
    await using up = await startUp(here!);
    await up.client.changeConfig('colorteller', { set: { color: 'purple' }, ...BY_ALICE });
    await up.client.act('rel-1', 'approve', { phase: 'us-west1', ...BY_ALICE });
    await bothRegionsAnswer(up.client, 'purple', 'blue');
    const before = await settled(up.client);
    const exported = await colorteller(['export', '--workspace', here!, '--out', file, '--json']);
    expect([exported.exitCode, JSON.parse(exported.stdout)]).toEqual([
      0,
      { file, events: before.seq },
    ]);
    expect((await stat(file)).mode & 0o777).toBe(0o600);
    const imported = await colorteller(['import', file, '--workspace', there!]);
    expect([imported.exitCode, imported.stderr]).toEqual([0, '']);
    expect((await readdir(there!)).sort()).toEqual([WORKSPACE_FILE, 'events.log']);
    expect(await readFile(path.join(there!, WORKSPACE_FILE), 'utf8')).toBe(
      await readFile(path.join(here!, WORKSPACE_FILE), 'utf8'),
    );
    const replay = async (workspace: string) => {
      const { stdout } = await colorteller([
        'replay',
        '--at',
        String(before.seq),
        '--json',
        '--workspace',
        workspace,
      ]);
      const { releases, configs, regions } = JSON.parse(stdout) as typeof before;
      return { releases, configs, regions };
    };
    expect(await replay(there!)).toEqual(await replay(here!));
    expect(afterHeader(await exportText(there!))).toBe(afterHeader(await readFile(file, 'utf8')));
    expect(await readFile(file, 'utf8')).not.toContain(folder.path);
  });

  it('goes through a pipe, sealed or not', async () => {
    await using folder = await tempFolder();
    const [first, second] = ['first', 'second'].map((name) => path.join(folder.path, name));
    const text = smallExport();
    await importText(text, first!);
    expect((await colorteller(['compact', '--workspace', first!, '--json'])).stdout).toMatch(
      /"segment":"events-000001-000002.log.gz","records":2/,
    );
    const cli = `"${process.execPath}" "${distPath('scripts/cli/cli.js')}"`;
    const piped = `${cli} export -w "${first!}" | ${cli} import - -w "${second!}" --json`;
    const { stdout } = await execa('sh', ['-c', piped]);
    expect(JSON.parse(stdout)).toMatchObject({ workspace: second, events: 2 });
    expect(afterHeader(await exportText(second!))).toBe(afterHeader(text));
  });
});

describe('an import', () => {
  const edited = (edit: (lines: string[]) => string[]) => {
    const lines = smallExport().split('\n');
    return edit(lines).join('\n');
  };
  const replaced = (from: string | RegExp, to: string) =>
    edited((lines) => lines.map((line) => line.replace(from, to)));

  it.each<[string, () => string, number, RegExp]>([
    ['nothing at all', () => '', 1, /not JSON/],
    ['another file', () => 'dear diary\n', 1, /not JSON/],
    ['another format', () => replaced('colorteller-export', 'other'), 1, /format: .*expected/],
    ['a newer export', () => replaced('"version":1', '"version":9'), 1, /version 9.* up to 1/],
    ['newer events', () => replaced('"logVersion":2', '"logVersion":9'), 1, /version 9.* up to 2/],
    ['a gap', () => replaced('{"seq":2', '{"seq":3'), 3, /says event 3, 2 was due/],
    ['time that runs back', () => replaced('"atMs":2000', '"atMs":999'), 3, /before/],
    ['time that is none', () => replaced('"atMs":2000', '"atMs":1e999'), 3, /event.atMs: /],
    ['an event of no type', () => replaced('"type":"timer-fired",', ''), 3, /event.type: /],
    ['an unknown event', () => replaced('timer-fired', 'sun-set'), 3, /cannot be played|refused/],
    ['an unknown key', () => replaced('{"seq":2', '{"extra":1,"seq":2'), 3, /extra/],
    ['a line that is no JSON', () => replaced('{"seq":2', '{"seq:2'), 3, /not JSON/],
    ['a cut line', () => smallExport().slice(0, -5), 3, /was cut/],
    [
      'a missing line',
      () => edited((lines) => lines.toSpliced(2, 1)),
      2,
      /says 2 events, here are 1/,
    ],
    [
      'an event that is refused',
      () =>
        replaced(
          '"type":"timer-fired"',
          '"type":"release-aborted","release":"rel-9","actor":"a","reason":null',
        ),
      3,
      /"release-aborted" is refused: there is no release "rel-9"/,
    ],
  ])('of %s is refused with its line, and writes nothing', async (_, make, line, why) => {
    await using folder = await tempFolder();
    const workspace = path.join(folder.path, 'new');
    await expect(importText(make(), workspace)).rejects.toMatchObject({
      code: 'BAD_INPUT',
      message: expect.stringMatching(why) as string,
      details: { source: 'standard input', line },
    });
    expect(await readdir(folder.path)).toEqual([]);
  });

  it('of a definition that is not valid names the place in it', async () => {
    await using folder = await tempFolder();
    const text = replaced('dynamicConfigs', 'dynamicConfig');
    await expect(importText(text, path.join(folder.path, 'new'))).rejects.toMatchObject({
      code: 'WORKSPACE_INVALID',
    });
    expect(await readdir(folder.path)).toEqual([]);
  });

  it('never goes over a log, a segment, or another definition', async () => {
    await using folder = await tempFolder();
    const workspace = path.join(folder.path, 'taken');
    const text = smallExport();
    expect(await importText(text, workspace)).toMatch(/2 events imported/);
    await expect(importText(text, workspace)).rejects.toMatchObject({
      code: 'LOG_EXISTS',
      action: expect.stringContaining('--workspace') as string,
    });
    const other = path.join(folder.path, 'other');
    await mkdir(other);
    await writeFile(path.join(other, WORKSPACE_FILE), '# mine\n');
    await expect(importText(text, other)).rejects.toMatchObject({ code: 'BAD_INPUT' });
    expect(await readFile(path.join(other, WORKSPACE_FILE), 'utf8')).toBe('# mine\n');
    expect(await readdir(other)).toEqual([WORKSPACE_FILE]);
    const sealed = path.join(folder.path, 'sealed');
    await mkdir(sealed);
    await writeFile(path.join(sealed, 'events-000001-000009.log.gz'), '');
    await expect(importText(text, sealed)).rejects.toMatchObject({ code: 'LOG_DAMAGED' });
  });

  it('killed at any step has no log, or all of it, and can be done again', async () => {
    await using folder = await tempFolder();
    const content = checkExport(smallExport(), 'it');
    let attempts = 0;
    let workspace = '';
    const kills = await crashAtEachChange(
      (disk) => importWorkspace(workspace, content, disk),
      async () => {
        const names = await readdir(workspace);
        if (!names.includes('events.log')) await importWorkspace(workspace, content);
        expect(afterHeader(await exportText(workspace))).toBe(afterHeader(smallExport()));
        expect((await readdir(workspace)).sort()).toEqual([WORKSPACE_FILE, 'events.log']);
      },
      () => {
        workspace = path.join(folder.path, `${attempts++}`);
        return Promise.resolve();
      },
    );
    expect(kills).toBe(2);
  });
});

describe('an export', () => {
  it('goes over no other file', async () => {
    await using folder = await tempFolder();
    const workspace = path.join(folder.path, 'w');
    await importText(smallExport(), workspace);
    const log = await readFile(logPath(workspace), 'utf8');
    await expect(exportText(workspace, '--out', logPath(workspace))).rejects.toMatchObject({
      code: 'BAD_INPUT',
    });
    expect(await readFile(logPath(workspace), 'utf8')).toBe(log);
  });

  it('of no workspace, or of a damaged log, is refused', async () => {
    await using folder = await tempFolder();
    await expect(exportText(folder.path)).rejects.toMatchObject({ code: 'BAD_INPUT' });
    const workspace = path.join(folder.path, 'w');
    await importText(smallExport(), workspace);
    const log = await readFile(logPath(workspace), 'utf8');
    await writeFile(logPath(workspace), log.replace('"atMs":1000', '"atMs":1001'));
    await expect(exportText(workspace)).rejects.toMatchObject({ code: 'LOG_DAMAGED' });
  });
});
