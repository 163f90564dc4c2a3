import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Definition } from '../../orchestrator/core/definition/definition.ts';
import { decide } from '../../orchestrator/core/evaluation/decide.ts';
import { activeReleases, isActive } from '../../orchestrator/core/pipeline/release.ts';
import { latestReleases, findRelease } from '../../orchestrator/core/pipeline/release-history.ts';
import type { PipelineState, Release } from '../../orchestrator/core/pipeline/state.ts';
import { playHistory, type Moment } from '../support/play-history.ts';
import { history, plan, type Plan } from '../support/random-history.ts';
import { thorough } from '../support/exhaustive.ts';

const versions = (definition: Definition, state: PipelineState, config: string): number[] =>
  definition.regions.map((region) => decide(state, config, region)!.configVersion);

/** Every phase that was ever started, with its release and its record. */
const startedPhases = (state: PipelineState) =>
  latestReleases(state).flatMap((release) =>
    release.phases.flatMap((phase, index) => {
      const record = release.records[index]!;
      return record.startedAtMs === null
        ? []
        : [{ release, phase, record, startedAtMs: record.startedAtMs }];
    }),
  );

const isCut = ({ actions }: Release) =>
  actions.some(({ type }) => type === 'FULL_ROLL_OUT' || type === 'ABORTED');

/** Each throws where a moment of a history breaks it. */
const INVARIANTS: Record<string, (moment: Moment, plan: Plan) => void> = {
  'the regions with the new version only grow within a release until it is aborted': ({
    definition,
    before,
    after,
  }) => {
    for (const { id, config, to } of activeReleases(before)) {
      if (findRelease(after, id)?.stage.kind === 'aborted') continue;
      const isNew = (version: number) => version === to.configVersion;
      const has = versions(definition, after, config).map(isNew);
      const had = versions(definition, before, config).map(isNew);
      // A release that has completed may be followed by another in the same step.
      if (!isActive(findRelease(after, id)!) && after.configs[config]?.activeRelease !== null)
        continue;
      if (after.configs[config]?.automationHeld != null) continue;
      had.forEach((was, index) => expect(was && !has[index]).toBe(false));
    }
  },

  'no region gets the new version before its phase started': ({ definition, after }) => {
    for (const { config, to, records } of activeReleases(after)) {
      versions(definition, after, config).forEach((version, index) => {
        if (version === to.configVersion)
          expect(records[index]?.startedAtMs ?? null).not.toBeNull();
      });
    }
  },

  'a phase that requires review starts only after its approvals, or its timeout': ({ after }) => {
    for (const { release, phase, record } of startedPhases(after)) {
      if (!phase.requiredReview) continue;
      const isTimedOut = release.actions.some(
        (action) => action.phase === phase.id && action.actor === 'approval timeout',
      );
      const people = new Set(record.approvals.map(({ actor }) => actor));
      expect(isTimedOut || people.size >= phase.minimumApprovals).toBe(true);
      if (!phase.selfApproval) expect(people.has(release.startedBy)).toBe(false);
    }
  },

  'no phase is left before its bake time, unless it is skipped, rolled out or aborted': ({
    after,
  }) => {
    for (const { release, phase, record, startedAtMs } of startedPhases(after)) {
      if (record.endedAtMs === null || record.skipped || isCut(release)) continue;
      expect(record.endedAtMs - startedAtMs).toBeGreaterThanOrEqual(phase.timeIntervalMs);
    }
  },

  'phases start in order': ({ after }) => {
    for (const { records } of latestReleases(after)) {
      const starts = records.flatMap(({ startedAtMs }) => startedAtMs ?? []);
      expect(starts).toEqual(starts.toSorted((a, b) => a - b));
    }
  },

  'an abort leaves exactly the versions from before the release': ({
    event,
    definition,
    after,
  }) => {
    if (event.type !== 'release-aborted') return;
    const { config, from } = findRelease(after, event.release)!;
    const left = new Set(versions(definition, after, config));
    expect([...left]).toEqual([from.configVersion]);
  },

  'a finished release never changes again': ({ before, after }) => {
    for (const release of before.finishedReleases) {
      expect(findRelease(after, release.id)).toBe(release);
    }
  },

  'a config has at most one active release': ({ after }) => {
    const active = activeReleases(after).map(({ id, config }) => [config, id]);
    const known = Object.entries(after.configs).flatMap(([name, { activeRelease }]) =>
      activeRelease === null ? [] : [[name, activeRelease]],
    );
    expect(active.toSorted()).toEqual(known.toSorted());
  },

  'a version number is never given twice': ({ after }) => {
    const given = latestReleases(after).map(({ config, to }) => `${config} ${to.configVersion}`);
    expect(new Set(given).size).toBe(given.length);
  },

  'nothing automated starts a release while automation is held': ({ event, before }) => {
    if (event.type !== 'config-changed' || event.automated !== true) return;
    expect(before.configs[event.config]?.automationHeld).toBeNull();
  },

  'no phase starts while everything is held': ({ after }) => {
    const since = after.holds.find(({ scope }) => scope.kind === 'everything')?.sinceMs ?? Infinity;
    for (const { startedAtMs } of startedPhases(after)) expect(startedAtMs <= since).toBe(true);
  },

  'no phase starts, and no release completes by itself, in a closed window': (
    { after },
    planned,
  ) => {
    for (const { startedAtMs } of startedPhases(after)) {
      expect(planned.isClosed(startedAtMs)).toBe(false);
    }
    for (const { stage } of latestReleases(after)) {
      if (stage.kind === 'completed') expect(planned.isClosed(stage.atMs)).toBe(false);
    }
  },
};

describe('in every history', () => {
  it('every invariant holds after every step', () => {
    fc.assert(
      fc.property(plan, history, (planned, script) => {
        for (const moment of playHistory(planned, script)) {
          for (const [name, check] of Object.entries(INVARIANTS)) {
            try {
              check(moment, planned);
            } catch (cause) {
              throw new Error(`not so: ${name}, after ${JSON.stringify(moment.event)}`, { cause });
            }
          }
        }
      }),
      { numRuns: thorough(10_000, 500) },
    );
  });
});
