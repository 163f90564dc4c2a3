import { describe, expect, it } from 'vitest';
import type { RegionSpec } from '../../../../../orchestrator/ports/stack-spec.ts';
import { createEvaluator } from '../../../../../orchestrator/core/evaluation/evaluator.ts';
import { createDesiredDigest } from '../../../../../orchestrator/runtime/loop/desired-digest.ts';
import { BY_ALICE } from '../../../../support/actors.ts';
import { startStory } from '../../../../support/story.ts';
import { withPhases } from '../../../../support/walkthrough.ts';

const statsig = { api: null, keyHash: '0123456789abcdef' };
const updated: RegionSpec = {
  name: 'region-0',
  environment: 'production',
  custom: { region: 'region-0' },
  port: 5000,
  replicas: 1,
  host: 'process:///x',
};
const asking: RegionSpec = { ...updated, statsig };

/** A stack of that region, and a release that waits for its approval. */
function digestOf(region: RegionSpec, isElsewhere = false) {
  const story = startStory(withPhases([{ review: true, intervalMs: 0 }], ['spare']));
  let present = region;
  const evaluator = createEvaluator(story.definition());
  const wanted = createDesiredDigest({
    stackSpec: (stack) => ({ workspace: '/w', stack, image: 'i', regions: [present] }),
    present: () => ({ evaluator, moment: { nowMs: 0, configs: story.state() } }),
    isElsewhere,
  });
  return {
    story,
    digest: () => wanted('s'),
    digestWith: (other: RegionSpec) => {
      present = other;
      return wanted('s');
    },
    /** A release of that value, which its region gets. */
    release: (defaultValue: Record<string, unknown>) => {
      const change = { defaultValue };
      story.does({ type: 'config-changed', config: 'colorteller', change, ...BY_ALICE });
      const before = wanted('s');
      story.acts('phase-approved');
      return { before, after: wanted('s') };
    },
  };
}

describe('the digest of the desired state', () => {
  it('changes when a phase gives its region another colour, not when a release begins', () => {
    const { digest, release } = digestOf(updated);
    const start = digest();
    const { before, after } = release({ color: 'purple' });
    expect([before === start, after === start]).toEqual([true, false]);
  });

  it('is the same for another colour where the region fetches its config itself', () => {
    const { before, after } = digestOf(asking).release({ color: 'purple' });
    expect(after).toBe(before);
  });

  it.each([
    ['image', 'i2'],
    ['memoryMb', 64],
    ['replicas', 2],
    ['env', { A: '1' }],
  ])(
    'is another for another %s, also where the region asks for its colour',
    (property, content) => {
      const { before, after } = digestOf(asking).release({ color: 'blue', [property]: content });
      expect(after).not.toBe(before);
    },
  );

  it('changes with the definition', () => {
    const { digest, digestWith } = digestOf(asking);
    const start = digest();
    expect(digestWith({ ...asking, port: 4402 })).not.toBe(start);
    expect(digestWith(asking)).toBe(start);
  });

  it('is unknown where another service decides', () => {
    expect(digestOf(updated, true).digest()).toBeNull();
  });
});
