import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseDefinition } from '../../orchestrator/core/definition/parse.ts';
import { configsOf } from '../../orchestrator/core/pipeline/state.ts';
import { onlyEnvironment } from '../../orchestrator/core/specs/only-environment.ts';
import { resolveSpecs, toSpecs } from '../../orchestrator/core/specs/resolve-specs.ts';
import { sdkOn } from '../../scripts/dev/bench/statsig-sdk.ts';
import { users } from '../support/generated-users.ts';
import { environments } from '../support/generated-values.ts';
import { workspacePairs } from '../support/generated-workspaces.ts';
import { toStatsigUser } from '../support/statsig-sdk.ts';
import { startStory } from '../support/story.ts';

const SEED = Number(process.env['COLORTELLER_TEST_SEED'] ?? Date.now() % 1_000_000_000);
const WORKSPACES = 25;
const USERS = 20;
const [environment = ''] = environments;

describe(`specs of one environment (COLORTELLER_TEST_SEED=${SEED})`, () => {
  it('decide for its users as those of all environments do, and are fewer', async () => {
    let left = 0;
    let all = 0;
    await fc.assert(
      fc.asyncProperty(
        workspacePairs,
        fc.array(users, { minLength: USERS, maxLength: USERS }),
        async ([text], everyone) => {
          const definition = parseDefinition(text, 'w.json');
          const content = resolveSpecs(definition, startStory(definition).state());
          const only = onlyEnvironment(content, environment);
          all += JSON.stringify(content).length;
          left += JSON.stringify(only).length;
          const of = { timeMs: 1, environment };
          const whole = await sdkOn(toSpecs(content, of));
          const part = await sdkOn(toSpecs(only, of));
          try {
            for (const user of everyone) {
              const asked = toStatsigUser({ ...user, environment });
              for (const { name } of configsOf(definition)) {
                const [before, after] = [whole, part].map((sdk) => [
                  sdk.getFeatureGate(asked, name).ruleID,
                  sdk.getDynamicConfig(asked, name).value,
                  sdk.getDynamicConfig(asked, name).ruleID,
                ]);
                expect([name, after]).toEqual([name, before]);
              }
            }
          } finally {
            await Promise.all([whole.shutdown(), part.shutdown()]);
          }
        },
      ),
      { numRuns: WORKSPACES, seed: SEED, endOnFailure: true },
    );
    expect(left / all).toBeLessThan(0.95);
  });
});
