import { readdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { WORKSPACE_FILE } from '../../orchestrator/core/definition/walkthrough.ts';
import type { EditPlan } from '../../orchestrator/runtime/plan/edit-plan-schema.ts';
import type { Plan } from '../../orchestrator/runtime/plan/plan-schema.ts';
import {
  colortellerAt,
  bothRegionsAnswer,
  settled,
  spawnUp,
  type RunningUp,
} from '../support/cli.ts';
import { tempFolder } from '../support/temp-folder.ts';

const run = async (up: RunningUp, ...args: string[]) => {
  const { exitCode, stderr, stdout } = await colortellerAt(up, ...args);
  expect([args.join(' '), exitCode, stderr]).toEqual([args.join(' '), 0, '']);
  return stdout;
};

describe('a plan by pulumi preview', () => {
  it('is what the update then does, and stands in the way of no update', async () => {
    await using folder = await tempFolder();
    const tools = ['--engine', 'pulumi', '--runtime', 'process', '--provider', 'own'];
    await using up = await spawnUp(folder.path, tools);
    // Asked for while the first update runs: it waits for that.
    const first = JSON.parse(await run(up, 'plan', '--json')) as Plan;
    expect(first).toMatchObject({ release: null, counts: { create: 0, update: 0, delete: 0 } });
    await settled(up.client);

    const set = { color: 'purple', env: { LOG_LEVEL: 'warn' } };
    await up.client.changeConfig('colorteller', { set, actor: 'ann', reason: null });
    const plan = JSON.parse(await run(up, 'plan', '--json')) as Plan;
    expect(plan).toMatchObject({
      phase: 'us-west1',
      counts: { update: 1, replace: 1, delete: 0 },
      regions: [{ name: 'us-west1', operation: 'replace' }],
    });
    expect((JSON.parse(await run(up, 'plan', '--json')) as Plan).hash).toBe(plan.hash);
    await run(up, 'approve', '--plan', plan.hash);
    // Plans while the update runs.
    await Promise.all([
      run(up, 'plan'),
      run(up, 'plan'),
      bothRegionsAnswer(up.client, 'purple', 'blue'),
    ]);
    await settled(up.client);
    const failed = (await up.client.events(0)).filter(
      ({ event }) => event.type === 'stack-update-failed',
    );
    expect(failed).toEqual([]);

    // With one active release, an edit that moves a region to a new stack, which no backend knows yet.
    const edited = path.join(folder.path, 'edited.yaml');
    const text = await readFile(path.join(folder.path, WORKSPACE_FILE), 'utf8');
    const moved = text.replace(/(us-central1, environment:) production/, '$1 staging');
    await writeFile(edited, moved);
    const { exitCode, stdout } = await colortellerAt(up, 'plan', '--file', edited, '--json');
    const edit = JSON.parse(stdout) as EditPlan;
    expect([exitCode, edit.outcome, edit.deletes.regions]).toEqual([11, 'delete', ['us-central1']]);
    expect(edit.stacks.map(({ name, operation }) => [name, operation])).toEqual([
      ['staging', 'create'],
      ['production', 'update'],
    ]);
    expect(edit.stacks[1]?.counts).toMatchObject({ update: 0, replace: 0, delete: 2 });
    await bothRegionsAnswer(up.client, 'purple', 'blue');
    const states = await readdir(path.join(folder.path, 'pulumi'), { recursive: true });
    expect(states.filter((name) => name.includes('staging'))).toEqual([]);
  });
});
