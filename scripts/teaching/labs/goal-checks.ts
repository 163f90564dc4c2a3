import assert from 'node:assert/strict';
import type { ReleaseView } from '../../../orchestrator/control-plane/view/release-view.ts';
import type { Definition } from '../../../orchestrator/core/definition/definition.ts';
import type { ActionType } from '../../../orchestrator/core/pipeline/records.ts';
import type { Harness } from '../../testing/harness.ts';
import type { LabGoal } from './lab.ts';

/** The definition that is in effect: that of the last edit that was taken. */
export async function inEffect({ history }: Harness): Promise<Definition> {
  const definition = (await history.of('definition-changed')).at(-1)?.definition;
  assert.ok(definition !== undefined, 'no definition is in effect');
  return definition;
}

/** The latest releases, oldest first. */
export async function releasesOf(harness: Harness): Promise<ReleaseView[]> {
  const { releases } = await harness.state();
  return [...releases].sort((a, b) => a.to.configVersion - b.to.configVersion);
}

/** The first action of a type on a release. */
export function actionOf({ actions }: ReleaseView, type: ActionType) {
  return actions.find((action) => action.type === type);
}

/**
 * The latest release, once it is complete and reached every region phase by phase.
 * @throws AssertionError that says what is not so.
 */
export async function wholeRelease(harness: Harness, color: string): Promise<ReleaseView> {
  const release = (await releasesOf(harness)).at(-1);
  assert.ok(release !== undefined, 'there is no release yet');
  const what = `the latest release, ${release.id},`;
  const value = release.to.defaultValue;
  const isTo = typeof value === 'object' && value['color'] === color;
  assert.ok(isTo, `${what} is not to ${color}: start one that is`);
  const isComplete = release.status === 'COMPLETED';
  assert.ok(
    isComplete,
    `${what} is ${release.status}: npx colorteller status shows what it is waiting for`,
  );
  const cut = actionOf(release, 'SKIPPED') ?? actionOf(release, 'FULL_ROLL_OUT');
  assert.ok(
    cut === undefined,
    `${what} was cut short by ${cut?.actor ?? ''} (${cut?.type ?? ''}): start it again and let each phase end by itself`,
  );
  return release;
}

/** Each region answers the colour now. */
export function everywhere(color: string): LabGoal {
  return {
    goal: `every region is ${color}`,
    look: 'npx colorteller status: the lines of the regions',
    check: async (harness) => {
      const { regions } = await harness.state();
      const colors = Object.fromEntries(regions.map(({ name }) => [name, color]));
      await harness.then.regions(colors, { within: '0s' });
    },
  };
}

/** No fault is injected. */
export const noFaults: LabGoal = {
  goal: 'no fault is active any more',
  look: 'npx colorteller fault list; npx colorteller fault clear ends them',
  check: async (harness) => {
    const faults = (await harness.faults.list()).map(({ name }) => name);
    assert.ok(faults.length === 0, `still active: ${faults.join(', ')}`);
  },
};
