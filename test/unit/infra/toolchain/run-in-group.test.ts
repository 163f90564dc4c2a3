import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { expect, it } from 'vitest';
import { ProgramFailed, runInGroup } from '../../../../infra/toolchain/run-in-group.ts';
import { eventually } from '../../../support/eventually.ts';
import { fakeProgram } from '../../../support/fake-program.ts';
import { tempFolder } from '../../../support/temp-folder.ts';

const env = { PATH: process.env['PATH'] };
const { signal } = new AbortController();

it('passes on every line of both outputs', async () => {
  await using folder = await tempFolder();
  const body = 'echo one; echo two >&2; printf three';
  const command = await fakeProgram(path.join(folder.path, 'program'), body);
  const lines: string[] = [];
  await runInGroup({ command, args: [], env, signal, onLine: (line) => lines.push(line) });
  expect(lines.sort()).toEqual(['one', 'three', 'two']);
});

it('fails with the last 20 lines', async () => {
  await using folder = await tempFolder();
  const body = 'n=0; while [ $n -lt 30 ]; do n=$((n+1)); echo "line $n"; done; exit 7';
  const command = await fakeProgram(path.join(folder.path, 'program'), body);
  const error = await runInGroup({ command, args: [], env, signal }).catch((e: unknown) => e);
  expect(error).toBeInstanceOf(ProgramFailed);
  const { message, tail } = error as ProgramFailed;
  expect(message).toBe(`${command} ended with status 7`);
  expect([tail.length, tail[0], tail.at(-1)]).toEqual([20, 'line 11', 'line 30']);
});

it('fails where there is no such program', async () => {
  const run = runInGroup({ command: '/nowhere/program', args: [], env, signal });
  await expect(run).rejects.toThrow(/^\/nowhere\/program does not run: .*ENOENT/);
});

it('ends the children too when it is stopped', async () => {
  await using folder = await tempFolder();
  const file = path.join(folder.path, 'child.pid');
  const body = `sleep 600 & echo $! >"${file}"; echo ready; wait`;
  const command = await fakeProgram(path.join(folder.path, 'program'), body);
  const stop = new AbortController();
  const reason = new Error('stopped');
  const onLine = (): void => stop.abort(reason);
  const run = runInGroup({ command, args: [], env, signal: stop.signal, onLine });
  await expect(run).rejects.toBe(reason);
  const pid = Number(await readFile(file, 'utf8'));
  await eventually('the end of the child', async () => ((await isRunning(pid)) ? undefined : true));
});

/** A zombie that nobody has reaped yet has ended. */
async function isRunning(pid: number): Promise<boolean> {
  const state = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => undefined);
  return state !== undefined && !/\) Z /.test(state);
}
