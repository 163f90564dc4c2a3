import assert from 'node:assert/strict';
import { releasesOf } from '../goal-checks.ts';
import type { LabGoal } from '../lab.ts';

/** The policy refused the accident, an abort ended it, and every guard is on again. */
export const verify: readonly LabGoal[] = [
  {
    goal: 'a policy refused an update',
    look: 'npx colorteller events: an update that failed',
    check: async ({ history }) => {
      const failures = await history.of('stack-update-failed');
      const isSeen = failures.some(({ code }) => code === 'POLICY_VIOLATED');
      assert.ok(isSeen, 'none was refused: approve the phase of us-west1 while own-redis is on');
    },
  },
  {
    goal: 'a release with the wrong Redis was aborted',
    look: 'npx colorteller status: the releases',
    check: async (harness) => {
      const isAborted = (await releasesOf(harness)).some(({ status, to: { defaultValue } }) => {
        const redis = typeof defaultValue === 'object' ? defaultValue['redis'] : undefined;
        return status === 'ABORTED' && redis === 'latest-redis:6379';
      });
      assert.ok(isAborted, 'none was: let it reach us-west1 with the policy off, then abort it');
    },
  },
  {
    goal: 'every guard is on again, and production has its own Redis',
    look: 'npx colorteller plan --file .colorteller/original.yaml: no changes',
    check: async (harness) => {
      const { definitionProblem, regions } = await harness.state();
      assert.ok(definitionProblem == null, `the file is not in effect: ${definitionProblem}`);
      const definition = (await harness.history.of('definition-changed')).at(-1)?.definition;
      assert.ok(definition !== undefined, 'no definition is in effect');
      const { contracts, policies = [], environments, dynamicConfigs } = definition;
      assert.ok(contracts?.literals !== 'off', 'the contract is off: set literals: error');
      const [pack] = policies;
      assert.ok(pack?.rules?.['own-redis'] === 'mandatory', 'the policy is not mandatory');
      const [config] = dynamicConfigs;
      assert.ok(config?.pipeline === 'region-by-region', 'the config has no pipeline');
      const production = environments.find(({ name }) => name === 'production');
      assert.ok(
        production?.values?.['redis'] === 'prod-redis:6379',
        'production declares another Redis',
      );
      const { redis } = config.defaultValue;
      assert.ok(redis === '${environment.redis}', `the config says ${String(redis)}`);
      assert.ok(regions.length === 4, `there are ${regions.length} regions`);
    },
  },
];
