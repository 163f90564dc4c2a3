import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Definition } from '../../orchestrator/core/definition/definition.ts';
import { parseDefinition } from '../../orchestrator/core/definition/parse.ts';
import { createEvaluator } from '../../orchestrator/core/evaluation/evaluator.ts';
import {
  compileFeatures,
  type FeatureGate,
} from '../../orchestrator/core/features/evaluate-features.ts';
import { featureRulesSchema } from '../../orchestrator/core/features/feature-rules.ts';
import { resolveFeatures } from '../../orchestrator/core/features/resolve-features.ts';
import { configsOf, type PipelineState } from '../../orchestrator/core/pipeline/state.ts';
import { resolveSpecs, toSpecs } from '../../orchestrator/core/specs/resolve-specs.ts';
import type { EvaluationUser } from '../../orchestrator/core/targeting/user.ts';
import { sdkOn } from '../../scripts/dev/bench/statsig-sdk.ts';
import { parseRuleId } from '../../services/colorteller/rule-id.ts';
import { thorough } from '../support/exhaustive.ts';
import { users } from '../support/generated-users.ts';
import { FLAGS, workspacePairs } from '../support/generated-workspaces.ts';
import { toStatsigUser } from '../support/statsig-sdk.ts';
import { startStory } from '../support/story.ts';

const SEED = Number(process.env['COLORTELLER_TEST_SEED'] ?? Date.now() % 1_000_000_000);
const WORKSPACES = thorough(120, 40);
const USERS = 40;

/** Releases of most flags, each as many phases far as its place in the list says. */
function halfway(before: Definition, after: Definition): PipelineState {
  const story = startStory(before);
  const brought = configsOf(after);
  brought.forEach(({ name, rules, defaultValue }, index) => {
    const event = { type: 'config-changed', config: name, actor: 'ann', reason: null } as const;
    if (!story.tries({ ...event, change: { rules, defaultValue } }).accepted) return;
    for (let phase = 0; phase < index % 4; phase++) {
      const { configs, activeReleases } = story.state();
      const release = activeReleases[configs[name]?.activeRelease ?? ''];
      if (release === undefined) return;
      story.does({
        type: 'phase-approved',
        release: release.id,
        phase: `phase ${phase}`,
        actor: 'ann',
        reason: null,
      });
    }
  });
  return story.state();
}

/** The user as one who asks a region: with an ID, and what the region has. */
function asAsker({ userID = '', environment = 'none', custom = {} }: EvaluationUser) {
  const texts = Object.entries(custom).filter(
    (entry): entry is [string, string] => typeof entry[1] === 'string',
  );
  return { userID, environment, custom: Object.fromEntries(texts) };
}

/** What a region's services answer by the rules in their file. */
function featuresIn(
  definition: Definition,
  state: PipelineState,
  { environment, custom }: ReturnType<typeof asAsker>,
): FeatureGate {
  const gates = definition.gates.map(({ name }) => name);
  const rules = resolveFeatures(definition, state, { environment, custom }, gates);
  return compileFeatures(featureRulesSchema.parse(JSON.parse(JSON.stringify(rules))));
}

describe(`the official SDK on our specs (COLORTELLER_TEST_SEED=${SEED})`, () => {
  it(`answers as our evaluator and the rules in a region's file do: ${WORKSPACES} workspaces of ${FLAGS} flags, ${USERS} users each`, async () => {
    let compared = 0;
    let released = 0;
    await fc.assert(
      fc.asyncProperty(
        workspacePairs,
        fc.array(users, { minLength: USERS, maxLength: USERS }),
        async ([first, second], everyone) => {
          const [before, after] = [first, second].map((text) => parseDefinition(text, 'w.json'));
          const state = halfway(before!, after!);
          const evaluator = createEvaluator(before!);
          const content = resolveSpecs(before!, state);
          const sdk = await sdkOn(toSpecs(content, { timeMs: 1, environment: 'none' }));
          const moment = { nowMs: Date.now(), configs: state };
          try {
            for (const user of everyone) {
              const asked = toStatsigUser(user);
              const asker = asAsker(user);
              const asking = toStatsigUser(asker);
              const feature = featuresIn(before!, state, asker);
              for (const { name, kind } of configsOf(before!)) {
                const ours = evaluator.evaluate(name, user, moment)!;
                const theirs =
                  kind === 'gate'
                    ? sdk.getFeatureGate(asked, name)
                    : sdk.getDynamicConfig(asked, name);
                const origin = parseRuleId(theirs.ruleID);
                const { configVersion, release } = ours.decision;
                expect({
                  name,
                  value: theirs.value,
                  version: origin?.configVersion,
                  release: origin?.release,
                  rule: origin?.rule,
                }).toEqual({
                  name,
                  value: ours.value,
                  version: configVersion,
                  release,
                  rule:
                    'rule' in ours.found
                      ? ours.found.rule.id
                      : ours.found.kind === 'override'
                        ? '(override 1)'
                        : `(${ours.found.kind})`,
                });
                if (kind === 'gate') {
                  expect([name, feature(name, asker.userID, moment.nowMs)]).toEqual([
                    name,
                    sdk.getFeatureGate(asking, name).value,
                  ]);
                }
                compared += 1;
                if (release !== null) released += 1;
              }
            }
          } finally {
            await sdk.shutdown();
          }
        },
      ),
      { numRuns: WORKSPACES, seed: SEED, endOnFailure: true },
    );
    expect(compared).toBe(WORKSPACES * USERS * FLAGS);
    // Half-way releases are among them, not only untouched flags.
    expect(released / compared).toBeGreaterThan(0.1);
  });
});
