import { Agent } from 'node:http';
import { expect } from 'vitest';
import { askOnce } from '../../scripts/testing/askers.ts';
import type { Harness, TestDefinition, Within } from '../../scripts/testing/index.ts';
import { eventually } from './eventually.ts';

const WEST = [
  { type: 'custom_field', field: 'region', operator: 'any', targetValue: ['us-west1'] },
] as const;

/** One region whose changes reach 5, 25 and then 100 % of its traffic, with an hour between. */
export const BY_STEPS: TestDefinition = {
  environments: [{ name: 'production' }],
  regions: [{ name: 'us-west1', environment: 'production' }],
  dynamicConfigs: [{ name: 'colorteller', pipeline: 'canary', defaultValue: { color: 'blue' } }],
  pipelines: [
    {
      name: 'canary',
      steps: [5, 25, 100],
      phases: [{ name: 'west', timeInterval: '1h', rules: [{ conditions: [...WEST] }] }],
    },
  ],
};

/** Users of a region who ask again and again. */
interface Load {
  /** Resolves once so many more requests were answered. */
  answers: (count: number) => Promise<void>;
  /** Resolves to what went wrong. */
  stop: () => Promise<{ failed: unknown[]; moved: string[] }>;
}

const USERS = 300;
const AT_ONCE = 3;

function startLoad(cellUrl: string): Load {
  const { origin: url } = new URL(cellUrl);
  const agent = new Agent({ keepAlive: true });
  const cells = new Map<string, string>();
  const failed: unknown[] = [];
  const moved: string[] = [];
  let asked = 0;
  let answered = 0;
  let isStopped = false;
  const ask = async () => {
    while (!isStopped) {
      const user = `user-${(asked += 1) % USERS}`;
      const answer = await askOnce(url, { 'x-user-id': user }, agent);
      if (answer.status !== 200) failed.push(answer);
      const cell = answer.cell ?? 'none';
      const before = cells.get(user) ?? cell;
      if (before !== cell) moved.push(`${user} from ${before} to ${cell}`);
      cells.set(user, cell);
      answered += 1;
    }
  };
  const asking = Promise.all(Array.from({ length: AT_ONCE }, ask));
  return {
    answers: async (count) => {
      const until = answered + count;
      await eventually(`${count} more answers`, () => answered >= until || undefined);
    },
    stop: async () => {
      isStopped = true;
      await asking;
      agent.destroy();
      return { failed, moved };
    },
  };
}

/**
 * A release through every step of {@link BY_STEPS} while users ask: each step has its share of them, none of them changes cell, and
 * no request fails.
 * @param requests how many are answered at least, in all; @param users that a share is measured with.
 */
export async function releaseBySteps(
  harness: Harness,
  { requests, users, within }: Within & { requests: number; users: number },
): Promise<void> {
  const { when, then, clock } = harness;
  const soon = within === undefined ? {} : { within };
  await then.regions({ 'us-west1': 'blue' }, soon);
  const load = startLoad((await harness.state()).regions[0]?.url ?? '');
  const perStep = requests / 4;
  await load.answers(perStep);
  await when.changes({ color: 'purple' });
  await then.regions(
    { 'us-west1/step-5': 'purple', 'us-west1/step-25': 'blue', 'us-west1/step-100': 'blue' },
    soon,
  );
  for (const share of [0.05, 0.25, 1]) {
    const before = load.answers(perStep);
    await harness.expectShare('us-west1', 'purple').toBeCloseTo(share, { users, ...soon });
    await before;
    await clock.advance('1h');
  }
  await then.regions({ 'us-west1': 'purple' }, soon);
  await then.release('COMPLETED');
  expect(await load.stop()).toEqual({ failed: [], moved: [] });
}
