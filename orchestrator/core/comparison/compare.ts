import { regionOf } from '../definition/cells.ts';
import type { Definition } from '../definition/definition.ts';
import { releaseStatus } from '../pipeline/release.ts';
import { waitingFor } from '../pipeline/waiting.ts';
import { AppError } from '../../common/errors/app-error.ts';
import { formatDuration } from '../definition/duration.ts';
import { faultText } from '../definition/fault.ts';
import type { ComparedPipeline, Comparison, FaultyRun, HealthyRun } from './comparison.ts';
import { playMeasured, type MeasuredInput, type MeasuredRun } from './play-measured.ts';

/** A pipeline to compare: the config of the definition goes through it. */
export interface Contender {
  name: string;
  definition: Definition;
}

export interface CompareInput extends Omit<MeasuredInput, 'definition'> {
  contenders: readonly Contender[];
}

/** A run of more takes minutes. */
const MOST_REQUESTS = 20_000_000;

/** Without the fault a release is played for so long, at least. */
const HEALTHY_MS = 14 * 24 * 60 * 60_000;

/**
 * Plays the same change through each pipeline twice: with the fault, and without it. A pure function: the same seed plays
 * the same.
 * @throws AppError with the code of the reducer's refusal.
 */
export function compare({ contenders, ...input }: CompareInput): Comparison {
  const { config, change, faults, seed, startMs, forMs, traffic } = input;
  checkLength(traffic.ratePerSecond, forMs);
  return {
    config,
    change: { ...change },
    faults: faults.map(faultText),
    seed,
    startMs,
    forMs,
    ratePerSecond: traffic.ratePerSecond,
    users: traffic.users,
    pipelines: contenders.map((contender) => comparedPipeline(contender, input)),
  };
}

/** @throws AppError BAD_INPUT */
function checkLength(ratePerSecond: number, forMs: number): void {
  const requests = (ratePerSecond * forMs) / 1_000;
  if (requests <= MOST_REQUESTS) return;
  throw new AppError(
    'BAD_INPUT',
    `${ratePerSecond} requests per second for ${formatDuration(forMs)} are ${requests.toLocaleString('en-US')} requests: at most ${MOST_REQUESTS.toLocaleString('en-US')} are simulated`,
    { action: 'Lower --rate or --for.' },
  );
}

function comparedPipeline(
  { name, definition }: Contender,
  input: Omit<MeasuredInput, 'definition'>,
): ComparedPipeline {
  const faulty = playMeasured({ ...input, definition });
  const healthy = playMeasured({
    ...input,
    definition,
    faults: [],
    noticeAfterMs: null,
    endsWhenStill: true,
    forMs: Math.max(input.forMs, HEALTHY_MS),
  });
  return {
    name,
    regionCount: definition.regions.length,
    withFault: faultyRun(faulty, definition, input.startMs),
    allWell: healthyRun(healthy, definition, input.startMs),
  };
}

function faultyRun(run: MeasuredRun, definition: Definition, startMs: number): FaultyRun {
  const { spans, requestMinutes, touched, detected } = run;
  const served = spans.filter(({ regions }) => regions.length > 0);
  const firstMs = served[0]?.fromMs ?? null;
  const last = spans.at(-1);
  const isRestored = last !== undefined && last.regions.length === 0;
  const since = (atMs: number | undefined) =>
    atMs === undefined || firstMs === null ? null : atMs - firstMs;
  return {
    ...runOf(run, definition, startMs),
    requestMinutes: Number(requestMinutes.toFixed(3)),
    ...touched,
    regions: [...new Set(served.flatMap(({ regions }) => regions.map(regionOf)))],
    detectedAfterMs: since(detected?.atMs),
    detectedBy: detected?.by ?? null,
    restoredAfterMs: isRestored ? since(served.at(-1)?.untilMs) : null,
  };
}

function healthyRun(run: MeasuredRun, definition: Definition, startMs: number): HealthyRun {
  const last = run.spans.at(-1);
  const isEveryone = run.release.stage.kind === 'completed' && last !== undefined;
  return {
    ...runOf(run, definition, startMs),
    everyoneAfterMs: isEveryone ? last.fromMs - startMs : null,
  };
}

function runOf(run: MeasuredRun, definition: Definition, startMs: number) {
  const { state, release, endMs, spans } = run;
  const abort = release.actions.findLast(({ type }) => type === 'ABORTED');
  return {
    status: releaseStatus(release),
    endsAfterMs: endMs - startMs,
    waitsFor: waitingFor({ definition, state }, release, endMs)?.reason ?? null,
    abortedBy: abort === undefined ? null : `${abort.actor}: ${abort.reason ?? 'no reason given'}`,
    phases: release.phases.map(({ id }, index) => {
      const startedAtMs = release.records[index]?.startedAtMs ?? null;
      return { id, startsAfterMs: startedAtMs === null ? null : startedAtMs - startMs };
    }),
    exposure: spans
      .filter(({ regions }) => regions.length > 0)
      .map(({ fromMs, untilMs, regions }) => ({
        fromMs: fromMs - startMs,
        untilMs: untilMs - startMs,
        regions: [...regions],
      })),
  };
}
