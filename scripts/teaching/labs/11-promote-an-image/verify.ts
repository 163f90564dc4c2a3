import assert from 'node:assert/strict';
import type { ReleaseView } from '../../../../orchestrator/control-plane/view/release-view.ts';
import type { Harness } from '../../../testing/harness.ts';
import { everywhere, wholeRelease } from '../goal-checks.ts';
import type { LabGoal } from '../lab.ts';

/** A change of these takes a new container; one of the memory does not. */
const MADE_OF = ['image', 'env'];

/** The latest release, once it is complete and changed more than a colour. */
async function replacement(harness: Harness): Promise<ReleaseView> {
  const release = await wholeRelease(harness, 'purple');
  const [before, after] = [release.from, release.to].map(({ defaultValue }) =>
    MADE_OF.map((key) =>
      JSON.stringify(typeof defaultValue === 'object' ? defaultValue[key] : undefined),
    ).join(),
  );
  assert.ok(before !== after, `${release.id} changed none of ${MADE_OF.join(' and ')}`);
  return release;
}

/** A colour was released without replacing anything, then something that replaces containers, by its plan. */
export const verify: readonly LabGoal[] = [
  everywhere('purple'),
  {
    goal: 'a release that replaces containers is complete',
    look: 'npx colorteller status: the latest release and its value',
    check: async (harness) => {
      await replacement(harness);
    },
  },
  {
    goal: 'its first phase was approved by the hash of its plan',
    look: 'npx colorteller plan: its last lines; npx colorteller approve --help',
    check: async (harness) => {
      const { id } = await replacement(harness);
      const approvals = await harness.history.of('phase-approved');
      const first = approvals.find(({ release }) => release === id);
      assert.ok(
        first?.plan !== undefined,
        `the first phase of ${id} was approved without a plan: release another env, and name its plan`,
      );
    },
  },
  {
    goal: 'every region answers the version of that release',
    look: 'npx colorteller status: the versions beside the colours',
    check: async (harness) => {
      const { to } = await replacement(harness);
      for (const { name } of (await harness.state()).regions) {
        await harness.expectRegion(name).toHaveVersion(to.configVersion, { within: '0s' });
      }
    },
  },
];
