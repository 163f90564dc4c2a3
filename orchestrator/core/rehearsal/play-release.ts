import { reduce } from '../pipeline/reduce.ts';
import type { PipelineState, Release } from '../pipeline/state.ts';
import { pointsOf } from './fault-points.ts';
import {
  applyEvent,
  latestRelease,
  nextStep,
  saveChange,
  type NextStep,
  type PlayInput,
} from './next-step.ts';
import type { RehearsedFault, RehearsedWait } from './rehearsal.ts';

export interface Played {
  state: PipelineState;
  release: Release;
  /** By phase, in order, without a gap. */
  waits: RehearsedWait[][];
  faults: RehearsedFault[];
}

/**
 * Plays a release in memory: every step is taken by the reducer itself, at the exact time when it becomes due.
 * @throws AppError BAD_INPUT where the change goes through no pipeline, or the code of the reducer's refusal.
 */
export function playRelease(input: PlayInput): Played {
  const { definition, config, startMs } = input;
  let state = saveChange(input);
  const waits = latestRelease(state, config).phases.map((): RehearsedWait[] => []);
  const faults: RehearsedFault[] = [];
  const points = input.faults
    .flatMap((fault) => pointsOf(fault, startMs))
    .sort((a, b) => a.atMs - b.atMs);
  for (;;) {
    const release = latestRelease(state, config);
    const next = nextStep({ definition, state }, release, input);
    const untilMs = next?.wait.untilMs ?? null;
    const point = points[0];
    if (point !== undefined && (untilMs === null || point.atMs <= untilMs)) {
      points.shift();
      if (next !== undefined) extend(waits, next, point.atMs);
      const atMs = Math.max(point.atMs, state.lastEventAtMs);
      const event = point.eventFor(release);
      const reduction = event && reduce(definition, state, { ...event, atMs });
      if (reduction?.accepted === true) state = reduction.state;
      const outcome =
        reduction?.accepted === false ? `nothing: ${reduction.reason}` : point.outcome;
      faults.push({ text: point.text, atMs, outcome });
      continue;
    }
    if (next !== undefined) extend(waits, next, untilMs);
    if (next === undefined || untilMs === null) return { state, release, waits, faults };
    state = next.events.reduce((now, event) => applyEvent(definition, now, untilMs, event), state);
  }
}

/** Adds to the waits of a phase; one that was only interrupted goes on. */
function extend(
  waits: RehearsedWait[][],
  { phaseIndex, wait }: NextStep,
  untilMs: number | null,
): void {
  if (untilMs === wait.fromMs && wait.kind !== 'approval') return;
  const list = waits[phaseIndex] ?? [];
  const last = list.at(-1);
  if (last?.kind === wait.kind && last.untilMs === wait.fromMs) last.untilMs = untilMs;
  else list.push({ ...wait, untilMs });
}
