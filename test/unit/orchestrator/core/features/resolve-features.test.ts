import { describe, expect, it } from 'vitest';
import { parseDefinition } from '../../../../../orchestrator/core/definition/parse.ts';
import { compileFeatures } from '../../../../../orchestrator/core/features/evaluate-features.ts';
import { resolveFeatures } from '../../../../../orchestrator/core/features/resolve-features.ts';
import { BY_ALICE } from '../../../../support/actors.ts';
import { startStory } from '../../../../support/story.ts';
import { fileWith } from '../../../../support/targeting.ts';

const west = { environment: 'production', custom: { region: 'us-west1' } };
const central = { environment: 'production', custom: { region: 'us-central1' } };
const regionRule = (region: string) =>
  `{ type: custom_field, field: region, operator: any, targetValue: [${region}] }`;

const withGates = (gates: string) =>
  parseDefinition(fileWith(`\ngates:\n${gates}`), 'colorteller.yaml');
const storyOf = (gates: string) => startStory(withGates(gates));
const sparkles = (story: ReturnType<typeof startStory>, region: typeof west, user = 'ann') => {
  const rules = resolveFeatures(story.definition(), story.state(), region);
  return rules && compileFeatures(rules)('sparkle', user, 0);
};

describe('the rules of the features of a region', () => {
  it('are none where the workspace defines no gate that services know', () => {
    const story = storyOf('  - name: checkout');
    expect(resolveFeatures(story.definition(), story.state(), west)).toBeUndefined();
  });

  it('follow the phases of a release, and change in no region that it has not reached', () => {
    const story = storyOf('  - { name: sparkle, pipeline: region-by-region }');
    const rules = (region: typeof west) =>
      resolveFeatures(story.definition(), story.state(), region);
    const before = [rules(west), rules(central)];
    const change = { defaultValue: true };
    story.does({ type: 'config-changed', config: 'sparkle', change, ...BY_ALICE });
    expect([rules(west), rules(central)]).toEqual(before);
    story.acts('phase-approved');
    expect([sparkles(story, west), sparkles(story, central)]).toEqual([true, false]);
    expect(rules(central)).toEqual(before[1]);
    story.acts('release-aborted');
    expect([rules(west), rules(central)]).toEqual(before);
  });

  it('leave out the rules that are for other regions, and what those ask', () => {
    const gates = (share: number) => `
  - name: staff
  - name: sparkle
    rules:
      - name: west alone
        conditions: [${regionRule('us-west1')}, { type: passes_gate, targetValue: staff }]
        passPercentage: ${share}
      - { name: staging, environments: [staging] }`;
    const [few, many] = [storyOf(gates(10)), storyOf(gates(90))].map((story) =>
      [west, central].map((region) => resolveFeatures(story.definition(), story.state(), region)),
    );
    expect(many![0]).not.toEqual(few![0]);
    expect(many![1]).toEqual(few![1]);
    expect(Object.keys(few![0]!.gates)).toEqual(['sparkle', 'staff']);
    expect(few![1]!.gates).toMatchObject({ sparkle: { current: { rules: [] } } });
    expect(Object.keys(few![1]!.gates)).toEqual(['sparkle']);
  });

  it('keep what only a user of the region answers', () => {
    const story = storyOf(`
  - name: sparkle
    rules:
      - name: ann in the west
        conditions:
          - ${regionRule('us-west1')}
          - { type: user_id, operator: any, targetValue: [ann] }`);
    const answers = [west, central].map((region) =>
      ['ann', 'bob', ''].map((user) => sparkles(story, region, user)),
    );
    expect(answers).toEqual([
      [true, false, false],
      [false, false, false],
    ]);
  });
});
