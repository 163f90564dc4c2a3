import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { execa } from 'execa';
import { describe, expect, it } from 'vitest';
import { distPath } from '../../orchestrator/common/package-root.ts';
import { lockOwner } from '../../orchestrator/runtime/store/workspace-lock.ts';
import { runCli } from '../../scripts/cli/run-cli.ts';
import { capturedContext } from '../support/captured-context.ts';
import {
  bothRegionsAnswer,
  colorteller,
  colortellerAt,
  EMBEDDED,
  startUp,
} from '../support/cli.ts';
import { eventually } from '../support/eventually.ts';
import { failingOutput } from '../support/failing-output.ts';
import { tempFolder } from '../support/temp-folder.ts';

const UP = ['up', ...EMBEDDED, '--port', '0', '--workspace'];

/** Runs `up` on an output that fails after its first write, to its end. */
async function upOn(workspace: string, code: 'EPIPE' | 'ENOSPC', ...args: string[]) {
  const { context, err } = capturedContext(process.env);
  const stdout = failingOutput(code, 1);
  const status = await runCli([...UP, workspace, ...args], { ...context, stdout });
  return { status, err: err() };
}

describe.concurrent('up whose output fails', () => {
  it.each([
    ['is closed, as by head -1', 'EPIPE', 130],
    ['is full', 'ENOSPC', 1],
  ] as const)('%s ends as by Ctrl-C, and leaves nothing', async (_what, code, expected) => {
    await using folder = await tempFolder();
    const { status, err } = await upOn(folder.path, code);
    expect([status, err.includes('OUTPUT_FAILED')]).toEqual([expected, code === 'ENOSPC']);
    expect(await lockOwner(folder.path)).toBeUndefined();
    expect(await regionsOf(folder.path)).toEqual([]);
  });

  it('keeps the regions that --keep leaves', async () => {
    await using folder = await tempFolder();
    await using first = await startUp(folder.path, [...EMBEDDED, '--keep']);
    await bothRegionsAnswer(first.client, 'blue', 'blue');
    first.interrupt();
    await first.ended;
    const { status } = await upOn(folder.path, 'EPIPE', '--keep');
    expect(status).toBe(130);
    expect(await lockOwner(folder.path)).toBeUndefined();
    expect(await regionsOf(folder.path)).toHaveLength(2);
  });
});

it('a command that follows along ends when nobody reads it', async () => {
  await using folder = await tempFolder();
  await using up = await startUp(folder.path);
  await bothRegionsAnswer(up.client, 'blue', 'blue');
  await colortellerAt(up, 'config', 'set', 'colorteller', 'color=purple');
  const follow = async (...args: string[]) => {
    const { context } = capturedContext(process.env);
    const stdout = failingOutput('EPIPE');
    return runCli([...args, '--workspace', up.workspace], { ...context, stdout });
  };
  const statuses = await Promise.all([
    follow('status', '--watch'),
    follow('status', '--watch', '--json'),
    follow('events', '--follow'),
    follow('logs', 'production', '--follow'),
    follow('traffic', 'status', '--watch'),
  ]);
  expect(statuses).toEqual(Array(5).fill(130));
});

/** A command on a terminal of its own, by script(1), which is closed once its screen shows the text. */
async function closeTerminal(folder: string, command: string, until: string): Promise<number> {
  const [stderr, status] = [path.join(folder, 'stderr'), path.join(folder, 'status')];
  const cli = `${process.execPath} ${distPath('scripts/cli/cli.js')} ${command}`;
  // The shell passes the hang-up on as an interactive one does, and writes down how the command ended.
  const line = [
    `exec 3<&0; trap 'kill -HUP $child' HUP`,
    `${cli} <&3 2> ${stderr} & child=$!`,
    `wait $child; wait $child; echo $? > ${status}`,
  ].join('\n');
  const terminal = execa('script', ['-qfec', line, '/dev/null'], {
    reject: false,
    stdin: 'pipe',
    env: { TMPDIR: folder },
  });
  let screen = '';
  terminal.stdout.on('data', (chunk: Buffer) => (screen += chunk.toString()));
  await eventually(`"${until}" on the screen`, () => screen.includes(until) || undefined);
  terminal.kill('SIGKILL');
  const ended = await eventually(
    'the end of the command',
    async () => (await readFile(status, 'utf8').catch(() => '')) || undefined,
  );
  // No stack trace: neither of ours, nor that of a Node.js that cannot reset the terminal.
  expect(await readFile(stderr, 'utf8')).toMatch(/^(Stopped\.\n)?$/);
  return Number(ended);
}

describe.runIf(process.platform === 'linux')('a terminal that is closed', () => {
  it('ends up as Ctrl-C does', async () => {
    await using folder = await tempFolder();
    const workspace = path.join(folder.path, 'workspace');
    expect(await closeTerminal(folder.path, [...UP, workspace].join(' '), 'is up to date')).toBe(
      130,
    );
    expect(await lockOwner(workspace)).toBeUndefined();
    expect(await regionsOf(workspace)).toEqual([]);
  });

  it('ends a demo that waits for Enter, and leaves nothing', async () => {
    await using folder = await tempFolder();
    const demo = ['demo', ...EMBEDDED].join(' ');
    expect(await closeTerminal(folder.path, demo, 'Enter: read it')).toBe(130);
    const common = (await readdir(folder.path)).filter((name) => name.startsWith('colorteller-'));
    expect(await readdir(path.join(folder.path, common[0] ?? ''))).toEqual([]);
  });
});

/** The processes of regions that the workspace still has; removed at once. */
async function regionsOf(workspace: string): Promise<string[]> {
  const left = await readdir(path.join(workspace, 'processes')).catch(() => []);
  await colorteller(['down', '--workspace', workspace]);
  return left.filter((name) => name !== 'networks');
}
