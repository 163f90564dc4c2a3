import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Definition } from '../../orchestrator/core/definition/definition.ts';
import { isReleased } from '../../orchestrator/core/pipeline/release.ts';
import { matchesAnyRule } from '../../orchestrator/core/targeting/match-rule.ts';
import { thorough } from '../support/exhaustive.ts';
import { startStory, type Story } from '../support/story.ts';
import { withPhases } from '../support/walkthrough.ts';

const REGIONS = 5;
const PHASES = Array.from({ length: 3 }, () => ({ review: true, intervalMs: 10 }));
const BASE = withPhases(PHASES, ['region-3', 'region-4']);

const step = fc.oneof(
  fc.record({
    kind: fc.constant('edit' as const),
    region: fc.nat(REGIONS - 1),
    field: fc.constantFrom('region-0', 'region-1', 'region-2', 'nowhere'),
    environment: fc.constantFrom('production', 'staging'),
  }),
  fc.record({ kind: fc.constantFrom('change', 'approve', 'abort', 'time') }),
);

/** The definition with the attributes that phases choose a region by changed. */
function edited(definition: Definition, index: number, field: string, environment: string) {
  const regions = definition.regions.map((region, at) =>
    at === index ? { ...region, environment, custom: { region: field } } : region,
  );
  return { ...definition, regions };
}

const isActive = (story: Story) => Object.keys(story.state().activeReleases).length > 0;

describe('whatever edits of regions come in between', () => {
  it('a release only adds regions, each by a phase that has started, until it ends', () => {
    let refused = 0;
    let accepted = 0;
    fc.assert(
      fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
        const story = startStory(BASE);
        let withNew = new Set<string>();
        let changes = 0;
        steps.forEach((one, index) => {
          story.at((index + 1) * 7);
          switch (one.kind) {
            case 'edit': {
              const next = edited(story.definition(), one.region, one.field, one.environment);
              if (story.triesToRedefine(next).accepted) accepted += 1;
              else refused += 1;
              break;
            }
            case 'change':
              if (!isActive(story)) story.changes(`color-${++changes}`);
              withNew = new Set();
              break;
            case 'approve':
              if (isActive(story) && story.can('approve').allowed) story.acts('phase-approved');
              break;
            case 'abort':
              if (isActive(story)) story.acts('release-aborted');
              break;
            case 'time':
              story.passes((index + 1) * 7);
          }
          if (!isActive(story)) {
            withNew = new Set();
            return;
          }
          const release = story.release();
          const { regions } = story.definition();
          const colors = story.colors();
          const now = new Set(
            regions.filter((_, at) => colors[at] === `color-${changes}`).map(({ name }) => name),
          );
          const live = release.phases.filter((_, at) => isReleased(release, at));
          for (const region of regions) {
            const isChosen = live.some(({ rules }) => matchesAnyRule(rules, region));
            expect([region.name, now.has(region.name)]).toEqual([region.name, isChosen]);
          }
          if (one.kind !== 'change') for (const name of withNew) expect(now).toContain(name);
          // An edit brings the new version to nobody.
          if (one.kind === 'edit') expect(now).toEqual(withNew);
          withNew = now;
        });
      }),
      { numRuns: thorough(10_000, 300) },
    );
    expect([refused > 0, accepted > 0]).toEqual([true, true]);
  });
});
