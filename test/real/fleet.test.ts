import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import Docker from 'dockerode';
import { expect, it } from 'vitest';
import { lockHolders } from '../../infra/engine/pulumi/stack-lock.ts';
import { LABELS } from '../../infra/program/labels.ts';
import type { StateView } from '../../orchestrator/control-plane/view/state-view.ts';
import { WORKSPACE_FILE } from '../../orchestrator/core/definition/walkthrough.ts';
import { colortellerAt, regionsAnswer, settled, spawnUp, type RunningUp } from '../support/cli.ts';
import { eventually } from '../support/eventually.ts';
import { freePort } from '../support/free-port.ts';
import { startSecondDockerd } from '../support/second-dockerd.ts';
import { tempFolder } from '../support/temp-folder.ts';

const TOOLS = ['--engine', 'pulumi', '--runtime', 'docker', '--provider', 'own'];
const PHASES = ['first', 'second', 'third'];
const PER_PHASE = 4;
const DEADLINE_MS = 90_000;

const regionsOf = (phase: string) =>
  Array.from({ length: PER_PHASE }, (_, n) => `${phase}-${n + 1}`);

/** Twelve regions in three phases, a stack a phase; every other region of each is on another Docker host. */
async function writeWorkspace(folder: string, otherHost: string): Promise<void> {
  const names = PHASES.flatMap(regionsOf);
  const regions = await Promise.all(
    names.map(async (name, n) => ({
      name,
      environment: 'production',
      port: await freePort(),
      ...(n % 2 === 0 ? {} : { dockerHost: otherHost }),
    })),
  );
  const phases = PHASES.map((name) => ({
    name,
    requiredReview: true,
    rules: [
      {
        conditions: [
          { type: 'custom_field', field: 'region', operator: 'any', targetValue: regionsOf(name) },
        ],
      },
    ],
  }));
  const workspace = {
    environments: [{ name: 'production' }],
    regions,
    stacks: PHASES.map((name) => ({ name, regions: regionsOf(name) })),
    dynamicConfigs: [{ name: 'colorteller', pipeline: 'all', defaultValue: { color: 'blue' } }],
    pipelines: [{ name: 'all', phases }],
  };
  await writeFile(path.join(folder, WORKSPACE_FILE), JSON.stringify(workspace));
}

/** Waits until the first `count` phases answer purple and the others blue. */
async function purpleIn(up: RunningUp, count: number): Promise<StateView> {
  const colors = PHASES.flatMap((phase, n) =>
    regionsOf(phase).map((region) => [region, n < count ? 'purple' : 'blue']),
  );
  await regionsAnswer(up.client, Object.fromEntries(colors) as Record<string, string>);
  return settled(up.client);
}

/** Approves a phase, and resolves as soon as the update of its stack runs. */
async function approveUntilItRuns(up: RunningUp, phase: string): Promise<void> {
  const { exitCode, stderr } = await colortellerAt(up, 'approve', '--phase', phase);
  expect([exitCode, stderr]).toEqual([0, '']);
  await eventually('the update', async () => {
    const { stacks } = await up.client.state();
    const stack = stacks.find(({ name }) => name === phase);
    return stack?.loop?.activity === 'running' ? true : undefined;
  });
}

/** When each container was started, by its name. */
async function startTimes(hosts: Docker[], workspace: string): Promise<Map<string, string>> {
  const filters = { label: [`${LABELS.workspace}=${workspace}`] };
  const times = new Map<string, string>();
  for (const host of hosts) {
    for (const { Id } of await host.listContainers({ filters })) {
      const { Name, State } = await host.getContainer(Id).inspect();
      times.set(Name, State.StartedAt);
    }
  }
  return times;
}

it(
  '12 regions over two Docker hosts end right, whatever is killed in mid-update',
  { timeout: 600_000 },
  async () => {
    await using second = await startSecondDockerd();
    await using folder = await tempFolder();
    await writeWorkspace(folder.path, second.host);
    const hosts = [new Docker(), second.docker];
    {
      const up = await spawnUp(folder.path, TOOLS);
      await purpleIn(up, 0);
      const before = await startTimes(hosts, up.workspace);
      expect(before.size).toBe(12);
      await colortellerAt(up, 'config', 'set', 'colorteller', 'color=purple');
      await approveUntilItRuns(up, 'first');
      up.kill('SIGKILL');
      await up.ended;

      await using again = await spawnUp(folder.path, TOOLS);
      await purpleIn(again, 1);
      // Turning purple restarts nothing, nor does going on.
      expect(await startTimes(hosts, again.workspace)).toEqual(before);

      await approveUntilItRuns(again, 'second');
      const backend = path.join(again.workspace, 'pulumi', 'backend');
      const holder = await eventually('the lock of the CLI', async () => {
        return (await lockHolders(backend, 'second'))[0];
      });
      process.kill(holder.pid, 'SIGKILL');
      await purpleIn(again, 2);
      expect(await startTimes(hosts, again.workspace)).toEqual(before);

      await approveUntilItRuns(again, 'third');
      await second.stop();
      await second.start();
      await eventually(
        'the release is complete',
        async () => {
          const [release] = (await again.client.state()).releases;
          return release?.status === 'COMPLETED' ? true : undefined;
        },
        DEADLINE_MS,
      );
      const { stacks } = await purpleIn(again, 3);
      expect(stacks.map(({ failure }) => failure)).toEqual([null, null, null]);
    }
    expect((await startTimes(hosts, folder.path)).size).toBe(0);
  },
);
