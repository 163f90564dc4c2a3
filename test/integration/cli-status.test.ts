import { createInterface } from 'node:readline';
import { execa } from 'execa';
import { describe, expect, it } from 'vitest';
import { distPath } from '../../orchestrator/common/package-root.ts';
import type { StateView } from '../../orchestrator/control-plane/view/state-view.ts';
import { writeContact } from '../../orchestrator/runtime/workspace/contact.ts';
import type { Interpreter } from '../../orchestrator/runtime/interpreter/interpreter.ts';
import { BY_ANN } from '../support/actors.ts';
import { colorteller } from '../support/cli.ts';
import { KEY, startTestControlPlane, type TestControlPlane } from '../support/control-plane.ts';
import { eventually } from '../support/eventually.ts';
import { tempFolder } from '../support/temp-folder.ts';

const submitChange = (interpreter: Interpreter) =>
  interpreter.submit({
    type: 'config-changed',
    config: 'colorteller',
    change: { defaultValue: { color: 'purple' } },
    ...BY_ANN,
  });
const change = (plane: TestControlPlane, color: string) =>
  plane.client.changeConfig('colorteller', { set: { color }, ...BY_ANN });

/** A control plane that commands find by its workspace. */
async function workspaceOf({ url }: TestControlPlane) {
  const folder = await tempFolder();
  await writeContact(folder.path, { url, key: KEY, pid: process.pid, certificate: null });
  return folder;
}

/** The compiled CLI while it runs. */
function running(workspace: string, ...args: string[]) {
  const cli = distPath('scripts/cli/cli.js');
  const child = execa(process.execPath, [cli, ...args, '--workspace', workspace], {
    reject: false,
    stdin: 'ignore',
  });
  const lines = { stdout: [] as string[], stderr: [] as string[] };
  for (const name of ['stdout', 'stderr'] as const) {
    createInterface({ input: child[name] }).on('line', (line) => lines[name].push(line));
  }
  const count = (name: 'stdout' | 'stderr', wanted: number) =>
    eventually(`${wanted} lines of ${name}`, () => lines[name].length >= wanted || undefined);
  return { child, lines, count };
}

describe.concurrent('status --wait', () => {
  it('ends with 0 as soon as the state is reached, and prints the progress until then', async () => {
    await using plane = await startTestControlPlane();
    await using folder = await workspaceOf(plane);
    const waiting = running(folder.path, 'status', '--wait', 'completed');
    await waiting.count('stderr', 1);
    await change(plane, 'purple');
    await waiting.count('stderr', 2);
    await plane.client.act('rel-1', 'rollout', BY_ANN);
    const { exitCode, stdout } = await waiting.child;
    expect([exitCode, stdout]).toEqual([0, '✔ completed: rel-1: it is completed']);
    expect(waiting.lines.stderr).toEqual([
      '… no release yet',
      '… rel-1: phase "us-west1" waits for an approval',
    ]);
  });

  it('ends with 5 when it can no longer come', async () => {
    await using plane = await startTestControlPlane();
    await using folder = await workspaceOf(plane);
    await change(plane, 'purple');
    const waiting = running(folder.path, 'status', '--wait', 'completed', '--release', 'rel-1');
    await waiting.count('stderr', 1);
    await plane.client.act('rel-1', 'abort', BY_ANN);
    const { exitCode, stderr } = await waiting.child;
    expect([exitCode, stderr]).toEqual([5, expect.stringContaining('[WAIT_UNREACHABLE]')]);
  });

  it('ends with 6 when it did not come in time', async () => {
    await using plane = await startTestControlPlane();
    await using folder = await workspaceOf(plane);
    const { exitCode, stderr } = await colorteller([
      ...['status', '--wait', 'settled', '--timeout', '1ms', '--workspace', folder.path],
    ]);
    expect([exitCode, stderr]).toEqual([6, expect.stringContaining('[WAIT_TIMED_OUT]')]);
  });

  it('refuses a release where nothing of one is waited for', async () => {
    for (const args of [
      ['--release', 'rel-1'],
      ['--wait', 'settled', '--config', 'colorteller'],
    ]) {
      const { exitCode, stderr } = await colorteller(['status', ...args]);
      expect([exitCode, stderr]).toEqual([2, expect.stringContaining('[BAD_INPUT]')]);
    }
  });
});

describe.concurrent('what follows along', () => {
  it('status --watch --json prints a line per change, over a restart too; Ctrl-C ends it', async () => {
    const first = await startTestControlPlane();
    await using folder = await workspaceOf(first);
    const watching = running(folder.path, 'status', '--watch', '--json');
    await watching.count('stdout', 1);
    await change(first, 'purple');
    await watching.count('stdout', 2);
    await first[Symbol.asyncDispose]();
    await watching.count('stderr', 1);
    await using second = await startTestControlPlane(undefined, first.port);
    await watching.count('stdout', 3);
    await submitChange(second.interpreter);
    await watching.count('stdout', 4);
    watching.child.kill('SIGINT');
    expect((await watching.child).exitCode).toBe(130);
    const states = watching.lines.stdout.map((line) => JSON.parse(line) as StateView);
    const colors = states.map(({ releases }) => releases[0]?.to.defaultValue);
    expect(colors).toEqual([undefined, { color: 'purple' }, undefined, { color: 'purple' }]);
    expect(watching.lines.stderr[0]).toBe(`! ${first.url} does not answer; reconnecting`);
  });

  it('events --follow loses no event over a restart, and prints none twice', async () => {
    const first = await startTestControlPlane();
    await using folder = await workspaceOf(first);
    await change(first, 'purple');
    const following = running(folder.path, 'events', '--follow', '--json');
    await following.count('stdout', 1);
    await first.client.act('rel-1', 'approve', { phase: 'us-west1', ...BY_ANN });
    await following.count('stdout', 2);
    await first[Symbol.asyncDispose]();
    // The same log again; not by its client, which may know the connection that is gone.
    await using second = await startTestControlPlane(undefined, first.port);
    const { interpreter } = second;
    await submitChange(interpreter);
    const phase = { release: 'rel-1', phase: 'us-west1', ...BY_ANN };
    await interpreter.submit({ type: 'phase-approved', ...phase });
    await interpreter.submit({ type: 'release-aborted', release: 'rel-1', ...BY_ANN });
    await following.count('stdout', 3);
    await submitChange(interpreter);
    await following.count('stdout', 4);
    following.child.kill('SIGINT');
    await following.child;
    const printed = following.lines.stdout.map((line) => JSON.parse(line) as { seq: number });
    expect(printed.map(({ seq }) => seq)).toEqual([1, 2, 3, 4]);
  });
});
