/** The rules of guardrails a second time, for the naive model: a phase has one, or none. */
import type { Run } from './naive-run.ts';
import type { PlannedPhase, Step } from './random-history.ts';

type Phases = readonly PlannedPhase[];

/** The phase that is watched: the live one, else the last that was live, unless a person left it. */
function watchedPhase(run: Run): number | undefined {
  if (run.isLive) return run.phase;
  const last = Math.max(-1, ...run.reached);
  return last < 0 || run.skipped.has(last) ? undefined : last;
}

/** Whether the guardrail of the live phase keeps it from ending. */
export function isKept(phases: Phases, run: Run): boolean {
  const guard = phases[run.phase]!.guard;
  if (guard === null || guard.dryRun) return false;
  const verdict = run.verdicts.get(run.phase);
  if (verdict === 'errored') return guard.onError === 'hold';
  return verdict !== 'passing';
}

/** Whether the breach of the phase before keeps the next from starting. */
export function isBreachedBefore(phases: Phases, run: Run): boolean {
  const watched = watchedPhase(run);
  if (run.isLive || watched === undefined) return false;
  return phases[watched]!.guard?.dryRun === false && run.verdicts.get(watched) === 'breached';
}

/** Takes in a verdict of the phase that was seen, or of the one before it. Gives what it did, or that it is refused. */
export function hear(
  phases: Phases,
  run: Run | null,
  { isStale, verdict }: Pick<Step, 'isStale' | 'verdict'>,
  seen: number,
): 'refused' | 'nothing' | 'abort' {
  const phase = (seen + (isStale ? phases.length - 1 : 0)) % phases.length;
  const guard = phases[phase]!.guard;
  if (run === null || watchedPhase(run) !== phase || guard === null) return 'refused';
  const isNews = run.verdicts.get(phase) !== verdict;
  run.verdicts.set(phase, verdict);
  if (verdict !== 'breached' || !isNews || guard.dryRun) return 'nothing';
  if (guard.onBreach === 'pause') run.isPaused = true;
  return guard.onBreach === 'abort' ? 'abort' : 'nothing';
}
