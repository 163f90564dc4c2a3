import path from 'node:path';
import { expect, it } from 'vitest';
import { lockHolders } from '../../infra/engine/pulumi/stack-lock.ts';
import { BY_ANN } from '../support/actors.ts';
import { seededRandom } from '../../orchestrator/core/comparison/seeded-random.ts';
import { bothRegionsAnswer, settled, spawnUp, type SpawnedUp } from '../support/cli.ts';
import { eventually } from '../support/eventually.ts';
import { tempFolder } from '../support/temp-folder.ts';
import { listRecords } from '../../infra/provider/process/process-identity.ts';

const TOOLS = ['--engine', 'pulumi', '--runtime', 'process', '--provider', 'own'];
const PHASES = ['us-west1', 'us-central1'];
const VICTIMS = ['orchestrator', 'cli', 'region'] as const;
const MOMENTS = ['before the update', 'in the update', 'after the update'] as const;

interface Kill {
  victim: (typeof VICTIMS)[number];
  moment: (typeof MOMENTS)[number];
}

function drawKill(chance: () => number): Kill {
  const one = <Item>(items: readonly Item[]): Item => items[Math.floor(chance() * items.length)]!;
  const victim = one(VICTIMS);
  // There is a CLI only while an update runs.
  return { victim, moment: victim === 'cli' ? 'in the update' : one(MOMENTS) };
}

const lockOf = async ({ workspace }: SpawnedUp) =>
  (await lockHolders(path.join(workspace, 'pulumi', 'backend'), 'production'))[0];

async function untilMoment(up: SpawnedUp, moment: Kill['moment'], phase: string): Promise<void> {
  if (moment === 'in the update') await eventually('the lock of the CLI', () => lockOf(up));
  if (moment !== 'after the update') return;
  await eventually('the answer', async () => {
    const { regions } = await up.client.state();
    return regions.find(({ name, answered }) => name === phase && answered?.color === 'purple');
  });
}

/** Kills it for good, as nothing it could handle; resolves to the orchestrator that runs then. */
async function kill(up: SpawnedUp, { victim }: Kill, phase: string): Promise<SpawnedUp> {
  if (victim === 'orchestrator') {
    up.kill('SIGKILL');
    await up.ended;
    return spawnUp(up.workspace, TOOLS);
  }
  if (victim === 'cli') {
    // It may have ended by itself just now.
    const holder = await lockOf(up);
    if (holder !== undefined) process.kill(holder.pid, 'SIGKILL');
    return up;
  }
  const records = await listRecords(path.join(up.workspace, 'processes'));
  const region = records.find(({ spec }) => spec.env['REGION'] === phase);
  expect(region?.pid).toBeTypeOf('number');
  process.kill(region!.pid!, 'SIGKILL');
  return up;
}

it.each([1, 2, 3, 4])(
  'a release in which somebody is killed in each phase ends right (seed %i)',
  async (seed) => {
    const chance = seededRandom(seed);
    await using folder = await tempFolder();
    let up = await spawnUp(folder.path, TOOLS);
    const kills: Kill[] = [];
    try {
      await bothRegionsAnswer(up.client, 'blue', 'blue');
      await settled(up.client);
      await up.client.changeConfig('colorteller', { set: { color: 'purple' }, ...BY_ANN });
      for (const [index, phase] of PHASES.entries()) {
        await eventually(
          `phase ${phase} waits, after ${JSON.stringify(kills)}`,
          async () => {
            const [release] = (await up.client.state()).releases;
            return release?.currentPhase === phase ? true : undefined;
          },
          60_000,
        );
        // No region has what was not approved, whatever was killed.
        await bothRegionsAnswer(up.client, index > 0 ? 'purple' : 'blue', 'blue');
        await up.client.act('rel-1', 'approve', { phase, ...BY_ANN });
        const next = drawKill(chance);
        kills.push(next);
        await untilMoment(up, next.moment, phase);
        up = await kill(up, next, phase);
      }
      await bothRegionsAnswer(up.client, 'purple', 'purple');
      await settled(up.client);
      const { releases, stacks } = await up.client.state();
      expect([kills, releases[0]?.status, stacks[0]?.failure]).toEqual([kills, 'COMPLETED', null]);
    } catch (error) {
      const words = await Promise.race([up.stderr, Promise.resolve('it runs')]);
      throw new Error(`after ${JSON.stringify(kills)}: ${String(error)}; up: ${words}`, {
        cause: error,
      });
    } finally {
      await up[Symbol.asyncDispose]();
    }
  },
);
