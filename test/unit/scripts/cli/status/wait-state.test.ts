import { describe, expect, it } from 'vitest';
import {
  judgeRegions,
  judgeRelease,
  targetRelease,
  WAIT_STATES,
} from '../../../../../scripts/cli/status/wait-state.ts';
import { BY_ANN } from '../../../../support/actors.ts';
import { startTestControlPlane } from '../../../../support/control-plane.ts';
import { walkthrough, withConfigs, withPhases } from '../../../../support/walkthrough.ts';

const IDLE = {
  turns: 1,
  lastTurnAtMs: null,
  lastDurationMs: null,
  failures: 0,
  nextTurnAtMs: null,
  applied: null,
};
const OF_RELEASES = WAIT_STATES.filter((state) => state !== 'settled');

describe('what a release can still come to', () => {
  it('is judged at every step', async () => {
    const definition = withPhases([
      { review: true, intervalMs: 60_000 },
      { review: false, intervalMs: 0 },
    ]);
    await using plane = await startTestControlPlane(definition);
    const { client } = plane;
    const verdicts = async () => {
      const release = targetRelease(await client.state(), {});
      return OF_RELEASES.map((wanted) => `${wanted} ${judgeRelease(release, wanted).verdict}`);
    };
    const seen = { none: await verdicts() } as Record<string, string[]>;
    await client.changeConfig('colorteller', { set: { color: 'purple' }, ...BY_ANN });
    seen['started'] = await verdicts();
    await client.act('rel-1', 'approve', { phase: 'phase-0', ...BY_ANN });
    seen['approved'] = await verdicts();
    await client.act('rel-1', 'pause', { phase: 'phase-0', ...BY_ANN });
    seen['paused'] = await verdicts();
    await client.act('rel-1', 'rollout', BY_ANN);
    seen['rolled out'] = await verdicts();
    expect(seen).toMatchInlineSnapshot(`
      {
        "approved": [
          "completed possible",
          "aborted possible",
          "waiting in-vain",
          "baking reached",
          "paused possible",
        ],
        "none": [
          "completed possible",
          "aborted possible",
          "waiting possible",
          "baking possible",
          "paused possible",
        ],
        "paused": [
          "completed possible",
          "aborted possible",
          "waiting in-vain",
          "baking possible",
          "paused reached",
        ],
        "rolled out": [
          "completed reached",
          "aborted in-vain",
          "waiting in-vain",
          "baking in-vain",
          "paused in-vain",
        ],
        "started": [
          "completed possible",
          "aborted possible",
          "waiting reached",
          "baking possible",
          "paused possible",
        ],
      }
    `);
  });
});

describe('the release that is waited for', () => {
  it('is the one named, else the latest active one, else the latest', async () => {
    await using plane = await startTestControlPlane(withConfigs(walkthrough(), ['other']));
    const { client } = plane;
    const target = async (of: { release?: string; config?: string } = {}) =>
      targetRelease(await client.state(), of)?.id;
    const start = (config: string) =>
      client.changeConfig(config, { set: { color: 'purple' }, ...BY_ANN });
    expect(await target()).toBeUndefined();
    await start('colorteller');
    await start('other');
    await client.act('rel-2', 'abort', BY_ANN);
    expect(await target()).toBe('rel-1');
    expect(await target({ config: 'other' })).toBe('rel-2');
    expect(await target({ release: 'rel-2' })).toBe('rel-2');
    await client.act('rel-1', 'rollout', BY_ANN);
    expect(await target()).toBe('rel-2');
    await expect(target({ release: 'rel-9' })).rejects.toMatchObject({ code: 'UNKNOWN_RELEASE' });
    await expect(target({ config: 'x' })).rejects.toMatchObject({ code: 'UNKNOWN_CONFIG' });
  });
});

describe('the regions', () => {
  it('are settled when each answers what is decided', async () => {
    await using plane = await startTestControlPlane();
    const state = await plane.client.state();
    expect(judgeRegions(state)).toEqual({
      verdict: 'possible',
      progress: '2 of 2 regions are not settled: us-west1, us-central1',
    });
    const regions = state.regions.map((region) => ({ ...region, isSettled: true }));
    expect(judgeRegions({ ...state, regions }).verdict).toBe('reached');
  });

  it.each([
    ['running', 'possible'],
    ['queued', 'possible'],
    ['retrying', 'reached'],
    ['failed', 'reached'],
    ['idle', 'reached'],
  ] as const)('whose stack is %s are settled: %s', async (activity, verdict) => {
    await using plane = await startTestControlPlane();
    const state = await plane.client.state();
    const regions = state.regions.map((region) => ({ ...region, isSettled: true }));
    const stacks = state.stacks.map((stack) => ({ ...stack, loop: { ...IDLE, activity } }));
    expect(stacks).not.toEqual([]);
    expect(judgeRegions({ ...state, regions, stacks }).verdict).toBe(verdict);
  });
});
