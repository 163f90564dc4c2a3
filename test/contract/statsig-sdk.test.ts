import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Definition } from '../../orchestrator/core/definition/definition.ts';
import { parseDefinition } from '../../orchestrator/core/definition/parse.ts';
import { createEvaluator } from '../../orchestrator/core/evaluation/evaluator.ts';
import { configsOf, type PipelineState } from '../../orchestrator/core/pipeline/state.ts';
import { resolveSpecs, toSpecs } from '../../orchestrator/core/specs/resolve-specs.ts';
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

describe(`the official SDK on our specs (COLORTELLER_TEST_SEED=${SEED})`, () => {
  it(`answers as our evaluator does: ${WORKSPACES} workspaces of ${FLAGS} flags, ${USERS} users each`, async () => {
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
