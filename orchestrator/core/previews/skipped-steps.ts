import { isApproved, stopped } from '../pipeline/release.ts';
import type { Release } from '../pipeline/state.ts';
import type { Change } from './changed-regions.ts';
import { touchedReleases } from '../pipeline/release-history.ts';

/** An approval that is skipped, or a bake that ends early. */
export interface SkippedStep {
  release: string;
  phase: string;
  kind: 'approval' | 'bake';
  /** Of a bake: how much of it is left out. */
  leftMs: number | null;
}

/** What is left out by the phases that an event leaves early; an abort leaves nothing out: it takes everything back. */
export function skippedSteps(change: Change): SkippedStep[] {
  return touchedReleases(change.before.state, change.after.state).flatMap(({ was, is }) =>
    was === undefined || is.stage.kind === 'aborted'
      ? []
      : is.phases.flatMap((_, index) =>
          isLeftEarly(was, is, index) ? stepsOf(was, is, index, change.atMs) : [],
        ),
  );
}

function isLeftEarly(was: Release, is: Release, index: number): boolean {
  if (was.records[index]?.endedAtMs != null) return false;
  return is.stage.kind === 'completed' || is.records[index]?.skipped === true;
}

function stepsOf(was: Release, is: Release, index: number, atMs: number): SkippedStep[] {
  const phase = is.phases[index];
  if (phase === undefined) return [];
  const step = { release: is.id, phase: phase.id };
  const leftMs = phase.timeIntervalMs - bakedMs(was, index, atMs);
  return [
    ...(isApproved(is, index) ? [] : [{ ...step, kind: 'approval' as const, leftMs: null }]),
    ...(leftMs > 0 ? [{ ...step, kind: 'bake' as const, leftMs }] : []),
  ];
}

function bakedMs({ stage }: Release, index: number, atMs: number): number {
  if (stage.kind !== 'baking' || stage.phaseIndex !== index) return 0;
  return stopped(stage, atMs).elapsedMs;
}
