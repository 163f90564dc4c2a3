import assert from 'node:assert/strict';
import type { ComparedPipeline } from '../../../../orchestrator/core/comparison/comparison.ts';
import { formatDuration } from '../../../../orchestrator/core/definition/format-duration.ts';
import type { Harness } from '../../../testing/harness.ts';
import { inEffect } from '../goal-checks.ts';
import type { LabGoal } from '../lab.ts';

const MOST_USERS = 150;
const DAY_MS = 24 * 60 * 60_000;

/** Plays a bad purple, and a good one, through the pipeline that colorteller goes through. */
async function played(harness: Harness): Promise<ComparedPipeline> {
  const { dynamicConfigs } = await inEffect(harness);
  const name = dynamicConfigs.find((config) => config.name === 'colorteller')?.pipeline;
  assert.ok(name != null, 'colorteller goes through no pipeline any more');
  const change = { color: 'purple' };
  const { pipelines } = await harness.compare([name], {
    ...{ change, faults: ['erroring@5%'], seed: 7, for: '30m' },
  });
  const [pipeline] = pipelines;
  assert.ok(pipeline !== undefined, `there is no pipeline ${name}`);
  return pipeline;
}

/** The pipeline in use bounds what a bad change reaches, and still lets a good one through. */
export const verify: readonly LabGoal[] = [
  {
    goal: `the pipeline of colorteller stops a bad change by itself, before it has met more than ${MOST_USERS} users`,
    look: 'npx colorteller compare --change color=purple --fault erroring@5% --seed 7 --for 30m; the dynamic config names its pipeline',
    check: async (harness) => {
      const { name, withFault } = await played(harness);
      const { detectedBy, users } = withFault;
      assert.ok(detectedBy !== null, `nothing stops it in pipeline ${name}`);
      assert.ok(
        users <= MOST_USERS,
        `in pipeline ${name} it meets ${users} users; at most ${MOST_USERS} are wanted`,
      );
    },
  },
  {
    goal: 'a good change reaches everyone within a day',
    look: 'the row "everyone, all well" of npx colorteller compare --change color=purple --for 30m',
    check: async (harness) => {
      const { name, allWell } = await played(harness);
      const { everyoneAfterMs } = allWell;
      assert.ok(everyoneAfterMs !== null, `pipeline ${name} waits for an approval for ever`);
      assert.ok(
        everyoneAfterMs <= DAY_MS,
        `in pipeline ${name} it takes ${formatDuration(everyoneAfterMs)}`,
      );
    },
  },
];
