import type { Definition } from '../../../orchestrator/core/definition/definition.ts';
import type { PipelineEvent, UnstampedEvent } from '../../../orchestrator/core/pipeline/event.ts';

const BY = { actor: 'bench', reason: null };

/**
 * So many events of the walkthrough: one release after another, each approved phase by phase, updated and observed,
 * with so many more observations of its regions after each.
 */
export function releaseHistory(
  definition: Definition,
  count: number,
  observations = 0,
): PipelineEvent[] {
  const events: PipelineEvent[] = [];
  for (let number = 1; events.length < count; number++) {
    for (const event of oneRelease(definition, number, observations)) {
      events.push({ ...event, atMs: (events.length + 1) * 1_000 });
    }
  }
  return events.slice(0, count);
}

function oneRelease(
  definition: Definition,
  number: number,
  observations: number,
): UnstampedEvent[] {
  const release = `rel-${number}`;
  const color = number % 2 === 0 ? 'blue' : 'purple';
  const version = { color, configVersion: number + 1, release };
  const phases = definition.pipelines[0]?.phases ?? [];
  const stack = definition.stacks[0]?.name ?? '';
  return [
    { type: 'config-changed', config: 'colorteller', change: { defaultValue: { color } }, ...BY },
    ...phases.flatMap(({ id }, index): UnstampedEvent[] => {
      const region = definition.regions[index]?.name ?? '';
      return [
        { type: 'phase-approved', release, phase: id, ...BY },
        {
          type: 'stack-updated',
          stack,
          regions: { [region]: version },
          changes: 1,
          durationMs: 42,
        },
        {
          type: 'region-observed',
          region,
          answer: { ...version, instance: `${region}-1` },
          problem: null,
        },
      ];
    }),
    ...Array.from({ length: observations }, (_, n): UnstampedEvent => {
      const region = definition.regions[n % definition.regions.length]?.name ?? '';
      const answer = { ...version, instance: `${region}-${n}` };
      return { type: 'region-observed', region, answer, problem: null };
    }),
  ];
}
