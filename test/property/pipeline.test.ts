import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Definition } from '../../orchestrator/definition/definition.ts';
import { decide } from '../../orchestrator/evaluation/decide.ts';
import { allReleases, findRelease } from '../../orchestrator/pipeline/release-history.ts';
import type { PipelineEvent, UnstampedEvent } from '../../orchestrator/pipeline/event.ts';
import { reduce } from '../../orchestrator/pipeline/reduce.ts';
import { currentPhase, isActive } from '../../orchestrator/pipeline/release.ts';
import { replay } from '../../orchestrator/pipeline/replay.ts';
import { initialState, type PipelineState } from '../../orchestrator/pipeline/state.ts';
import { withPhases } from '../support/walkthrough.ts';

const BY = { actor: 'alice', reason: null };

const phases = fc.array(
  fc.record({ review: fc.boolean(), intervalMs: fc.constantFrom(0, 1_000, 60_000) }),
  { minLength: 1, maxLength: 4 },
);
const STEPS = [
  'config-changed',
  'phase-approved',
  'release-paused',
  'release-unpaused',
  'phase-skipped',
  'release-rolled-out',
  'release-aborted',
  'timer-fired',
] as const;
const steps = fc.array(
  fc.record({
    type: fc.constantFrom(...STEPS),
    waitMs: fc.constantFrom(0, 1, 999, 1_000, 30_000, 600_000),
    color: fc.constantFrom('purple', 'green', 'red'),
  }),
  { maxLength: 40 },
);

function eventOf(
  step: { type: (typeof STEPS)[number]; color: string },
  state: PipelineState,
): UnstampedEvent {
  const release = allReleases(state).at(-1);
  const id = release?.id ?? 'rel-0';
  const phase = (release && currentPhase(release)?.id) ?? 'phase-0';
  switch (step.type) {
    case 'config-changed':
      return {
        type: step.type,
        config: 'colorteller',
        change: { defaultValue: { color: step.color } },
        ...BY,
      };
    case 'timer-fired':
      return { type: step.type };
    case 'release-rolled-out':
    case 'release-aborted':
      return { type: step.type, release: id, ...BY };
    case 'phase-approved':
    case 'release-paused':
    case 'release-unpaused':
    case 'phase-skipped':
      return { type: step.type, release: id, phase, ...BY };
  }
}

interface Moment {
  event: PipelineEvent;
  before: PipelineState;
  after: PipelineState;
}

/** Every accepted step of a random history, with the state around it. */
function play(
  definition: Definition,
  script: readonly { type: (typeof STEPS)[number]; waitMs: number; color: string }[],
): Moment[] {
  const moments: Moment[] = [];
  let state = initialState(definition);
  let atMs = 1;
  for (const step of script) {
    atMs += step.waitMs;
    const event: PipelineEvent = { ...eventOf(step, state), atMs };
    const reduction = reduce(definition, state, event);
    if (!reduction.accepted) continue;
    moments.push({ event, before: state, after: reduction.state });
    state = reduction.state;
  }
  return moments;
}

const versions = (definition: Definition, state: PipelineState): number[] =>
  definition.regions.map((region) => decide(state, 'colorteller', region)!.configVersion);

const activeRelease = (state: PipelineState) => allReleases(state).find(isActive);

const check = (property: (definition: Definition, moments: Moment[]) => void) => {
  fc.assert(
    fc.property(phases, steps, (phaseList, script) => {
      const definition = withPhases(phaseList);
      property(definition, play(definition, script));
    }),
    { numRuns: 2_000 },
  );
};

describe('in every history', () => {
  it('the regions with the new version only grow within a release until it is aborted', () => {
    check((definition, moments) => {
      for (const { event, before, after } of moments) {
        const release = activeRelease(before);
        // A change ends in another release, which the first one may have made room for in time.
        const ends = ['release-aborted', 'config-changed'];
        if (release === undefined || ends.includes(event.type)) continue;
        const isNew = (version: number) => version === release.to.configVersion;
        const had = versions(definition, before).map(isNew);
        const has = versions(definition, after).map(isNew);
        had.forEach((was, index) => expect(!was || has[index]).toBe(true));
      }
    });
  });

  it('no region gets the new version before its phase started', () => {
    check((definition, moments) => {
      for (const { after } of moments) {
        const release = activeRelease(after);
        if (release === undefined) continue;
        versions(definition, after).forEach((version, index) => {
          if (version !== release.to.configVersion) return;
          expect(release.records[index]?.startedAtMs).not.toBeNull();
        });
      }
    });
  });

  it('a phase that requires review starts only after its approval', () => {
    check((_definition, moments) => {
      for (const { after } of moments) {
        for (const release of allReleases(after)) {
          release.phases.forEach((phase, index) => {
            const record = release.records[index]!;
            if (phase.requiredReview && record.startedAtMs !== null)
              expect(record.approvals).not.toEqual([]);
          });
        }
      }
    });
  });

  it('no phase is left before its bake time, unless it is skipped, rolled out or aborted', () => {
    check((_definition, moments) => {
      for (const { after } of moments) {
        for (const release of allReleases(after)) {
          const isCut = release.actions.some(
            ({ type }) => type === 'FULL_ROLL_OUT' || type === 'ABORTED',
          );
          release.phases.forEach((phase, index) => {
            const { startedAtMs, endedAtMs, skipped } = release.records[index]!;
            if (startedAtMs === null || endedAtMs === null || skipped || isCut) return;
            expect(endedAtMs - startedAtMs).toBeGreaterThanOrEqual(phase.timeIntervalMs);
          });
        }
      }
    });
  });

  it('an abort leaves exactly the versions from before the release', () => {
    check((definition, moments) => {
      for (const { event, after } of moments) {
        if (event.type !== 'release-aborted') continue;
        const { from } = findRelease(after, event.release)!;
        expect(versions(definition, after)).toEqual(
          definition.regions.map(() => from.configVersion),
        );
      }
    });
  });

  it('a finished release never changes again', () => {
    check((_definition, moments) => {
      for (const { before, after } of moments) {
        for (const release of allReleases(before)) {
          if (!isActive(release)) expect(findRelease(after, release.id)).toBe(release);
        }
      }
    });
  });

  it('replaying the log gives the live state, also after a round trip through JSON', () => {
    check((definition, moments) => {
      const log = JSON.parse(JSON.stringify(moments.map(({ event }) => event))) as PipelineEvent[];
      const start = { definition, state: initialState(definition) };
      const onRefused = (_event: PipelineEvent, reason: string) => {
        throw new Error(reason);
      };
      const replayed = replay(log, onRefused, start);
      expect(replayed.state).toEqual(moments.at(-1)?.after ?? start.state);
    });
  });
});
