import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { WORKSPACE_FILE } from '../../orchestrator/core/definition/walkthrough.ts';
import type { EditPlan } from '../../orchestrator/runtime/plan/edit-plan-schema.ts';
import { runCli } from '../../scripts/cli/run-cli.ts';
import { BY_ANN } from '../support/actors.ts';
import { capturedContext } from '../support/captured-context.ts';
import {
  colortellerAt,
  regionsAnswer,
  bothRegionsAnswer,
  settled,
  spawnUp,
  startUp,
  type RunningUp,
} from '../support/cli.ts';
import { editInPlace, editWorkspace } from '../support/edit-workspace.ts';
import { eventually } from '../support/eventually.ts';
import { freePort } from '../support/free-port.ts';
import { tempFolder } from '../support/temp-folder.ts';

/** Waits until the status has this reason why the file is not in effect; null: until it is. */
const problemIs = (up: RunningUp, expected: RegExp | null) =>
  eventually(`the problem ${String(expected)}`, async () => {
    const { definitionProblem } = await up.client.state();
    if (expected === null) return definitionProblem === null ? true : undefined;
    return expected.test(definitionProblem ?? '') ? true : undefined;
  });

const instances = async (up: RunningUp) =>
  Object.fromEntries(
    (await settled(up.client)).regions.map(({ name, answered }) => [name, answered?.instance]),
  );

const definitionsIn = async (up: RunningUp) =>
  (await up.client.events(0)).filter(({ event }) => event.type === 'definition-changed').length;

const withoutEurope = (text: string) => text.replace(/ {2}- \{ name: eu-west1.*\n/, '');

const bake = (duration: string) => (text: string) =>
  text.replace(/# timeInterval: 15m.*|timeInterval: \w+/, `timeInterval: ${duration}`);

describe.concurrent('an edit of the workspace file while up runs', () => {
  it('that is broken keeps the last good definition, and is reported until it is fixed', async () => {
    await using folder = await tempFolder();
    await using up = await startUp(folder.path);
    await settled(up.client);
    const reports = () => up.lines.filter((line) => line.includes('definitionProblem'));

    await editWorkspace(folder.path, (text) => text.replace('pipelines:', 'pipelines: ['));
    await problemIs(up, /colorteller\.yaml:\d+: /);
    await editInPlace(folder.path, (text) => text.replace('pipelines: [', 'pipelinez:'));
    await problemIs(up, /colorteller\.yaml:\d+ pipelinez: "pipelinez" is not a valid key/);
    const { stdout } = await colortellerAt(up, 'status');
    expect(stdout).toMatch(/not in effect: .*\n.*colorteller\.yaml:\d+ pipelinez/);
    await bothRegionsAnswer(up.client, 'blue', 'blue');

    await editWorkspace(folder.path, (text) => text.replace('pipelinez:', 'pipelines:'));
    await problemIs(up, null);
    await eventually('the last line about it', () =>
      reports().at(-1) === '{"definitionProblem":null}' ? true : undefined,
    );
    expect(reports()).toHaveLength(3);
    expect(await definitionsIn(up)).toBe(1);
  });

  it('that no one can read as text is refused as lint refuses it', async () => {
    await using folder = await tempFolder();
    await using up = await startUp(folder.path);
    const file = path.join(folder.path, WORKSPACE_FILE);
    const text = await readFile(file);
    for (const [bytes, problem] of [
      [Buffer.from('\ufeffregions: []', 'utf16le'), 'it is UTF-16; save it as UTF-8'],
      [Buffer.alloc(20_000_000, '# a comment\n'), 'it is larger than 512 KiB'],
    ] as const) {
      await writeFile(file, bytes);
      await problemIs(up, new RegExp(problem));
      const lint = await colortellerAt(up, 'lint');
      expect([lint.exitCode, lint.stderr]).toEqual([2, expect.stringContaining(problem)]);
    }
    await writeFile(file, text);
    await problemIs(up, null);
  });

  it('adds, moves and removes regions and stacks, and touches no other', async () => {
    await using folder = await tempFolder();
    await using up = await startUp(folder.path);
    const before = await instances(up);
    const [port, moved] = [await freePort(), await freePort()];

    await editWorkspace(folder.path, (text) =>
      text.replace(
        '\n# What',
        `  - { name: eu-west1, environment: staging, port: ${port} }\n\n# What`,
      ),
    );
    await regionsAnswer(up.client, {
      'us-west1': 'blue',
      'us-central1': 'blue',
      'eu-west1': 'blue',
    });
    const { stacks } = await settled(up.client);
    expect(stacks.map(({ name, regions }) => [name, regions])).toEqual([
      ['staging', ['eu-west1']],
      ['production', ['us-west1', 'us-central1']],
    ]);
    expect(await instances(up)).toMatchObject(before);

    await editInPlace(folder.path, (text) =>
      text.replace(/(us-central1, environment: production, port:) \d+/, `$1 ${moved}`),
    );
    await eventually('us-central1 at its new port', async () => {
      const answer = await fetch(`http://127.0.0.1:${moved}/color`).catch(() => undefined);
      return answer?.ok === true ? true : undefined;
    });
    const after = await instances(up);
    expect(after['us-west1']).toBe(before['us-west1']);
    expect(after['us-central1']).not.toBe(before['us-central1']);

    const edited = path.join(folder.path, 'edited.yaml');
    const text = await readFile(path.join(folder.path, WORKSPACE_FILE), 'utf8');
    await writeFile(edited, withoutEurope(text));
    const planned = await colortellerAt(up, 'plan', '--file', edited, '--json');
    const plan = JSON.parse(planned.stdout) as EditPlan;
    expect([planned.exitCode, plan.stacks.map(({ name, counts }) => [name, counts])]).toEqual([
      11,
      [['staging', { same: 0, create: 0, update: 0, replace: 0, delete: 4 }]],
    ]);
    await editWorkspace(folder.path, withoutEurope);
    await problemIs(
      up,
      /deletes region eu-west1 and stack staging \[EDIT_DELETES\]; nothing happens/,
    );
    const isWrong = await colortellerAt(up, 'confirm', '000000000000');
    expect([isWrong.exitCode, isWrong.stderr]).toEqual([3, expect.stringContaining('eu-west1')]);
    expect((await fetch(`http://127.0.0.1:${port}/color`)).ok).toBe(true);
    // At a terminal, one without an id shows what it deletes, and asks.
    const terminal = capturedContext(process.env, undefined, ['n\n']);
    for (const stream of [terminal.context.stdin, terminal.stdout]) {
      Object.assign(stream, { isTTY: true });
    }
    expect(await runCli(['confirm', '--workspace', up.workspace], terminal.context)).toBe(1);
    expect(terminal.out()).toContain(
      `Edit ${plan.edit} deletes region eu-west1 and stack staging. Let it take effect? [y/N]`,
    );
    expect((await up.client.state()).unconfirmedEdit).toMatchObject({ edit: plan.edit });
    // By the id of the plan: what it showed is what takes effect.
    const confirmed = await colortellerAt(up, 'confirm', plan.edit ?? '', '--actor', 'ann');
    expect(confirmed.stdout).toContain('it deletes region eu-west1 and stack staging.');
    await bothRegionsAnswer(up.client, 'blue', 'blue');
    await eventually('nobody at the port of the removed region', async () =>
      fetch(`http://127.0.0.1:${port}/color`).then(
        () => undefined,
        () => true,
      ),
    );
    expect((await settled(up.client)).stacks.map(({ name }) => name)).toEqual(['production']);
    expect(after).toMatchObject(await instances(up));
    const { event } = (await up.client.events(0)).findLast(
      ({ event: { type } }) => type === 'definition-changed',
    ) ?? { event: null };
    expect(event).toMatchObject({ actor: 'workspace file', confirmedBy: 'ann' });
    expect((await colortellerAt(up, 'confirm')).exitCode).toBe(3);
  });

  it('leaves a value that was released as it is, for new regions too', async () => {
    await using folder = await tempFolder();
    await using up = await startUp(folder.path);
    await up.client.changeConfig('colorteller', { set: { color: 'purple' }, ...BY_ANN });
    await up.client.act('rel-1', 'rollout', BY_ANN);
    await bothRegionsAnswer(up.client, 'purple', 'purple');
    const port = await freePort();
    await editWorkspace(folder.path, (text) =>
      text.replace(
        '\n# What',
        `  - { name: us-east1, environment: production, port: ${port} }\n\n# What`,
      ),
    );
    await regionsAnswer(up.client, {
      'us-west1': 'purple',
      'us-central1': 'purple',
      'us-east1': 'purple',
    });
    await editWorkspace(folder.path, (text) => text.replace('{ color: blue }', '{ color: green }'));
    const release = await eventually('a release of the edited value', async () =>
      (await up.client.state()).releases.find(({ status }) => status === 'WAITING_FOR_REVIEW'),
    );
    expect(release).toMatchObject({ startedBy: 'workspace file', to: { configVersion: 3 } });
  });

  it('that an active release locks waits until it has ended', async () => {
    await using folder = await tempFolder();
    await using up = await startUp(folder.path);
    await settled(up.client);
    await up.client.changeConfig('colorteller', { set: { color: 'purple' }, ...BY_ANN });
    await editWorkspace(folder.path, bake('20m'));
    await problemIs(up, /pipeline "region-by-region" is locked.* \[RELEASE_ACTIVE\]/);
    await up.client.act('rel-1', 'approve', { phase: 'us-west1', ...BY_ANN });
    await bothRegionsAnswer(up.client, 'purple', 'blue');
    await problemIs(up, /is locked/);
    const bakes = async () => {
      const { pipelines } = await up.client.state();
      return pipelines[0]?.phases.map(({ timeIntervalMs }) => timeIntervalMs);
    };
    expect(await bakes()).toEqual([0, 0]);
    await up.client.act('rel-1', 'abort', BY_ANN);
    await problemIs(up, null);
    expect(await bakes()).toEqual([0, 20 * 60_000]);
    expect(await definitionsIn(up)).toBe(2);
  });

  it('made while it was stopped is waited for in the same way', async () => {
    await using folder = await tempFolder();
    const first = await startUp(folder.path);
    await first.client.changeConfig('colorteller', { set: { color: 'purple' }, ...BY_ANN });
    first.interrupt();
    await first.ended;
    const port = await freePort();
    await editWorkspace(folder.path, (text) =>
      bake('20m')(text).replace(
        '\n# What',
        `  - { name: eu-west1, environment: staging, port: ${port} }\n\n# What`,
      ),
    );
    await using second = await startUp(folder.path);
    await bothRegionsAnswer(second.client, 'blue', 'blue');
    await problemIs(second, /is locked/);
    expect(second.lines.some((line) => line.includes('is locked'))).toBe(true);
    await second.client.act('rel-1', 'rollout', BY_ANN);
    await regionsAnswer(second.client, {
      'us-west1': 'purple',
      'us-central1': 'purple',
      'eu-west1': 'purple',
    });
    await problemIs(second, null);
  });

  it('that removed a stack while it was stopped waits to be confirmed, however often it is killed', async () => {
    await using folder = await tempFolder();
    const first = await startUp(folder.path, [
      '--engine',
      'embedded',
      '--runtime',
      'process',
      '--keep',
    ]);
    const port = await freePort();
    await editWorkspace(folder.path, (text) =>
      text.replace(
        '\n# What',
        `  - { name: eu-west1, environment: staging, port: ${port} }\n\n# What`,
      ),
    );
    await regionsAnswer(first.client, {
      'us-west1': 'blue',
      'us-central1': 'blue',
      'eu-west1': 'blue',
    });
    first.interrupt();
    await first.ended;
    await editWorkspace(folder.path, withoutEurope);
    const second = await spawnUp(folder.path);
    await problemIs(second, /\[EDIT_DELETES\]/);
    second.kill('SIGKILL');
    await second.ended;
    await using third = await startUp(folder.path);
    await settled(third.client);
    await problemIs(third, /\[EDIT_DELETES\]/);
    expect((await fetch(`http://127.0.0.1:${port}/color`)).ok).toBe(true);
    const { unconfirmedEdit } = await third.client.state();
    expect(unconfirmedEdit).toMatchObject({ regions: ['eu-west1'], stacks: ['staging'] });
    await third.client.confirmEdit({ edit: unconfirmedEdit?.edit ?? '', actor: 'ann' });
    expect((await third.client.state()).unconfirmedEdit).toBeNull();
    await eventually('nobody at the port of the removed region', async () =>
      fetch(`http://127.0.0.1:${port}/color`).then(
        () => undefined,
        () => true,
      ),
    );
    await bothRegionsAnswer(third.client, 'blue', 'blue');
  });
});
