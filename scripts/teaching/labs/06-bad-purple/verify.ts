import assert from 'node:assert/strict';
import type { ReleaseView } from '../../../../orchestrator/control-plane/view/release-view.ts';
import type { Harness } from '../../../testing/harness.ts';
import { actionOf, everywhere, noFaults, releasesOf, wholeRelease } from '../goal-checks.ts';
import type { LabGoal } from '../lab.ts';

/** Releases that a guardrail of that name aborted. */
async function caughtBy(harness: Harness, guardrail: string): Promise<ReleaseView[]> {
  const releases = await releasesOf(harness);
  return releases.filter(
    (release) => actionOf(release, 'ABORTED')?.actor === `guardrail ${guardrail}`,
  );
}

/** One bad purple was caught by itself, another by a customer, the third by a new guardrail; the fourth was good. */
export const verify: readonly LabGoal[] = [
  {
    goal: 'the guardrail "errors" aborted a release',
    look: 'npx colorteller status: the guardrail of the phase, and who aborted',
    check: async (harness) => {
      const caught = await caughtBy(harness, 'errors');
      assert.ok(caught.length > 0, 'it has not aborted a release to purple yet: start one');
    },
  },
  {
    goal: 'a slow purple that had reached every region was rolled back to rel-1',
    look: 'npx colorteller traffic status: P95 of each region; npx colorteller rollback --help',
    check: async (harness) => {
      const [rollback] = await harness.history.of('config-rolled-back');
      assert.ok(rollback !== undefined, 'nothing was rolled back yet');
      assert.ok(rollback.release === 'rel-1', `rolled back to ${rollback.release}: blue was rel-1`);
    },
  },
  {
    goal: 'a guardrail of your own, on latency, aborted a release',
    look: 'colorteller.yaml: the guardrails of the first phase; npx colorteller status: what they say',
    check: async (harness) => {
      const definition = (await harness.history.of('definition-changed')).at(-1)?.definition;
      const guardrails = definition?.pipelines[0]?.phases[0]?.guardrails ?? [];
      const own = guardrails.find(({ name }) => name !== 'errors');
      assert.ok(own !== undefined, 'the first phase has no guardrail but "errors"');
      const caught = await caughtBy(harness, own.name);
      assert.ok(
        caught.length > 0,
        `"${own.name}" has not aborted a release yet: start one while purple is slow`,
      );
    },
  },
  noFaults,
  {
    goal: 'a good purple passed every guardrail and the whole bake',
    look: 'npx colorteller status: the guardrails of the latest release',
    check: async (harness) => {
      const { id, phases } = await wholeRelease(harness, 'purple');
      const verdicts = phases.flatMap(({ guardrails }) => guardrails);
      assert.ok(verdicts.length > 1, `${id} had only one guardrail: add one on latency first`);
    },
  },
  everywhere('purple'),
];
