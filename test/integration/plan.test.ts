import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Plan } from '../../orchestrator/runtime/plan/plan-schema.ts';
import { BY_ANN } from '../support/actors.ts';
import {
  colortellerAt,
  bothRegionsAnswer,
  settled,
  startUp,
  type RunningUp,
} from '../support/cli.ts';
import { editWorkspace } from '../support/edit-workspace.ts';
import { eventually } from '../support/eventually.ts';
import { tempFolder } from '../support/temp-folder.ts';

const act = async (up: RunningUp, ...args: string[]) => {
  const { exitCode, stderr, stdout } = await colortellerAt(up, ...args);
  expect([args.join(' '), exitCode, stderr]).toEqual([args.join(' '), 0, '']);
  return stdout;
};
const refused = async (up: RunningUp, ...args: string[]) => {
  const { exitCode, stderr } = await colortellerAt(up, ...args, '--json');
  return [exitCode, (JSON.parse(stderr) as { error: { code: string } }).error.code];
};
const planOf = async (up: RunningUp) => JSON.parse(await act(up, 'plan', '--json')) as Plan;

describe.concurrent('a plan before the approval', () => {
  it('is shown, approved by its hash, and refused when it changed; deletions take more', async () => {
    await using folder = await tempFolder();
    await using up = await startUp(folder.path);
    await settled(up.client);
    expect(await act(up, 'plan')).toMatch(/^The next update; no phase is waiting\nNo changes/);

    await up.client.changeConfig('colorteller', { set: { color: 'purple' }, ...BY_ANN });
    const first = await planOf(up);
    expect(first).toMatchObject({ phase: 'us-west1', counts: { update: 1, delete: 0 } });
    expect((await planOf(up)).hash).toBe(first.hash);
    expect(await act(up, 'status')).toContain(`plan ${first.hash.slice(0, 12)}: 1 to update`);
    const wrong = await refused(up, 'approve', '--plan', '0123456789ab');
    expect(wrong).toEqual([3, 'PLAN_CHANGED']);
    await bothRegionsAnswer(up.client, 'blue', 'blue');
    await act(up, 'approve', '--plan', first.hash, '--actor', 'ann');
    await bothRegionsAnswer(up.client, 'purple', 'blue');
    expect(await act(up, 'events')).toContain(`, plan ${first.hash.slice(0, 12)}`);
    expect(await refused(up, 'approve', '--plan', first.hash)).toEqual([3, 'PLAN_CHANGED']);
    expect(await planOf(up)).toMatchObject({ phase: 'us-central1', counts: { update: 1 } });
  });

  it('calls for --allow-delete where a resource of a region would go', async () => {
    await using folder = await tempFolder();
    await using up = await startUp(folder.path);
    await settled(up.client);
    const { client } = up;
    await client.changeConfig('colorteller', { set: { replicas: 2 }, ...BY_ANN });
    await client.act('rel-1', 'rollout', BY_ANN);
    await settled(client);
    await client.changeConfig('colorteller', { set: { replicas: 1 }, ...BY_ANN });
    const plan = await planOf(up);
    expect(plan).toMatchObject({ deletes: ['us-west1'], counts: { delete: 1 } });
    expect(await act(up, 'status')).toContain('--allow-delete');
    expect(await refused(up, 'approve')).toEqual([3, 'PLAN_DELETES']);
    expect(await refused(up, 'approve', '--plan', plan.hash)).toEqual([3, 'PLAN_DELETES']);
    await act(up, 'approve', '--plan', plan.hash, '--allow-delete');
    const after = await settled(up.client);
    expect(after.releases.at(-1)).toMatchObject({ currentPhase: 'us-central1' });
  });

  it('says what the machines cost before and after; a change of a price restarts nothing', async () => {
    await using folder = await tempFolder();
    await using up = await startUp(folder.path);
    const { regions } = await settled(up.client);
    const instances = regions.map(({ answered }) => answered?.instance);
    const stackCosts = (usdPerMonth: number) =>
      eventually(`$${usdPerMonth} a month, deployed`, async () => {
        const state = JSON.parse(
          await readFile(path.join(folder.path, 'embedded/production.json'), 'utf8'),
        ) as { resources: { type: string; inputs: { usdPerMonth?: number } }[] };
        const machine = state.resources.find(({ type }) => type === 'colorteller:index:Machine');
        const [stack] = (await up.client.state()).stacks;
        return machine?.inputs.usdPerMonth === usdPerMonth && stack?.usdPerMonth === usdPerMonth
          ? true
          : undefined;
      });
    await editWorkspace(folder.path, (text) =>
      text.replace('{ name: us-west1, ', '{ name: us-west1, machine: { cpu: 2, memoryMb: 2048 }, '),
    );
    await stackCosts(30.66);
    expect(await act(up, 'status')).toMatch(
      /production {2}\w+ {2}2 regions {2}\$30\.66 a month.*\n.*limits of machines are not enforced/,
    );
    await editWorkspace(folder.path, (text) => text.replace('0.045', '0.03'));
    await stackCosts(21.9);
    const [west] = (await up.client.state()).regions;
    expect(west?.machine).toMatchObject({ provider: 'Birch Metal', machine: 'b2', fitting: 2 });
    const after = (await settled(up.client)).regions;
    expect(after.map(({ answered }) => answered?.instance)).toEqual(instances);

    await up.client.changeConfig('colorteller', { set: { replicas: 2 }, ...BY_ANN });
    expect(await planOf(up)).toMatchObject({
      costs: [{ stack: 'production', usdPerMonthBefore: 21.9, usdPerMonth: 43.8 }],
    });
    expect(await act(up, 'plan')).toContain(
      'production costs $21.90 a month, $43.80 a month after it',
    );

    await editWorkspace(folder.path, (text) =>
      text.replace('cpu: 2, memoryMb: 2048 }', 'cpu: 9, memoryMb: 2048 }'),
    );
    await eventually('the refusal', async () => {
      const { definitionProblem } = await up.client.state();
      return definitionProblem?.includes('asks for 9 cpu and 2048 MiB on demand') || undefined;
    });
  });
});
