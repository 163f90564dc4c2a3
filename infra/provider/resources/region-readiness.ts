import { z } from 'zod';
import type { Clock } from '../../../orchestrator/common/clock.ts';
import { AppError } from '../../../orchestrator/common/errors/app-error.ts';
import {
  type ContainerRuntime,
  containerDied,
  containerPaused,
  LOG_LINES_IN_ERRORS,
  containerGone,
} from '../container-runtime.ts';
import { withDeadline } from '../../../orchestrator/common/with-deadline.ts';
import type { RegionConfigTarget, RegionDelivery } from '../../program/delivery.ts';

/** Of the first pause between two attempts; each later one is twice as long, up to the longest. */
const FIRST_PAUSE_MS = 2;
const LONGEST_PAUSE_MS = 25;
/**
 * Of the first attempt; each later one has twice as long, up to the longest. A connection that was opened before the
 * service listened may hang, and is better given up soon.
 */
const FIRST_ATTEMPT_MS = 250;
const LONGEST_ATTEMPT_MS = 2_000;
/** Between two checks that the container still runs. */
const INSPECT_EVERY_MS = 250;

export interface ReadinessDeps {
  clock: Clock;
  fetch: typeof fetch;
}

/** What a replica is asked. */
export interface Question<Answer> {
  /** Path of a GET; it answers 200. */
  path: string;
  schema: z.ZodType<Answer>;
  /** An answer in words, such as `answers blue (config version 1)`. */
  says: (answer: Answer) => string;
  /** Path that gives the `problem` of one that is not ready. */
  problemPath: string;
}

/** What the wait is for. */
export interface ReadinessGoal<Answer> {
  question: Question<Answer>;
  /** What they should do, such as `turn blue (config version 1)`. */
  words: string;
  /** What to do when they do not. */
  action: string;
  isReady: (answer: Answer) => boolean;
  /** Whether a region that was ready still is. Default: as `isReady`. */
  isStillReady?: (answer: Answer) => boolean;
}

/**
 * Waits until every replica of a region answers as it should.
 * @throws AppError REGION_NOT_READY at the deadline, or early CONTAINER_DIED or CONTAINER_GONE.
 */
export async function waitUntilReady<Answer extends object>(
  inputs: RegionDelivery,
  goal: ReadinessGoal<Answer>,
  runtime: ContainerRuntime,
  deps: ReadinessDeps,
): Promise<void> {
  const failed = new AbortController();
  const waits = inputs.targets.map((target) =>
    waitForReplica({ inputs, goal, target, runtime, deps, signal: failed.signal }),
  );
  try {
    await Promise.all(waits);
  } finally {
    failed.abort();
    await Promise.allSettled(waits);
  }
}

/** Whether every replica answers as it should now; one that is silent does not. */
export async function isStillReady<Answer extends object>(
  { targets }: RegionDelivery,
  goal: ReadinessGoal<Answer>,
  deps: ReadinessDeps,
): Promise<boolean> {
  const answers = await Promise.all(
    targets.map(({ url }) => ask(goal.question, url, LONGEST_ATTEMPT_MS, deps)),
  );
  const holds = goal.isStillReady ?? goal.isReady;
  return answers.every((answer) => !(answer instanceof Silence) && holds(answer));
}

interface Wait<Answer> {
  inputs: RegionDelivery;
  goal: ReadinessGoal<Answer>;
  target: RegionConfigTarget;
  runtime: ContainerRuntime;
  deps: ReadinessDeps;
  signal: AbortSignal;
}

async function waitForReplica<Answer extends object>(wait: Wait<Answer>): Promise<void> {
  const { inputs, goal, target, deps, signal } = wait;
  const { clock } = deps;
  const deadlineMs = clock.nowMs() + inputs.readyTimeoutMs;
  let inspectAtMs = clock.nowMs();
  let attemptMs = FIRST_ATTEMPT_MS;
  let pauseMs = FIRST_PAUSE_MS;
  for (;;) {
    const answer = await ask(goal.question, target.url, attemptMs, deps);
    if (!(answer instanceof Silence) && goal.isReady(answer)) return;
    const nowMs = clock.nowMs();
    if (nowMs >= inspectAtMs) {
      await assertAlive(wait);
      inspectAtMs = nowMs + INSPECT_EVERY_MS;
    }
    if (nowMs >= deadlineMs) throw await notReady(wait, answer);
    await clock.sleep(pauseMs, signal);
    attemptMs = Math.min(2 * attemptMs, LONGEST_ATTEMPT_MS);
    pauseMs = Math.min(2 * pauseMs, LONGEST_PAUSE_MS);
  }
}

/** That a replica gives no answer, and why. */
class Silence {
  readonly why: string;

  constructor(why: string) {
    this.why = why;
  }
}

async function ask<Answer>(
  { path, schema }: Question<Answer>,
  url: string,
  timeoutMs: number,
  deps: ReadinessDeps,
): Promise<Answer | Silence> {
  try {
    const { status, body } = await get(`${url}${path}`, timeoutMs, deps);
    if (status !== 200) return new Silence(`answers with status ${status}`);
    return schema.parse(JSON.parse(body));
  } catch (error) {
    return new Silence(`does not answer (${reasonOf(error)})`);
  }
}

async function get(
  url: string,
  timeoutMs: number,
  deps: ReadinessDeps,
): Promise<{ status: number; body: string }> {
  return withDeadline({
    clock: deps.clock,
    timeoutMs,
    onTimeout: () => new Error(`nothing within ${timeoutMs} ms`),
    run: async (signal) => {
      const response = await deps.fetch(url, { signal });
      return { status: response.status, body: await response.text() };
    },
  });
}

async function assertAlive<Answer>({ inputs, target, runtime }: Wait<Answer>): Promise<void> {
  const found = await runtime.inspectContainer(target.container);
  if (found === undefined) throw containerGone(target.container);
  if (found.status === 'paused') {
    throw containerPaused(inputs.region, runtime, found);
  }
  // A restart policy may restart it repeatedly: its log says more than a timeout.
  if (found.status === 'running') return;
  throw containerDied({
    who: `region ${inputs.region}`,
    container: target.container,
    exitCode: found.exitCode,
    log: await runtime.logsTail(target.container, LOG_LINES_IN_ERRORS),
  });
}

async function notReady<Answer>(
  { inputs, goal, target, runtime, deps }: Wait<Answer>,
  answer: Answer | Silence,
): Promise<AppError> {
  const { region, readyTimeoutMs } = inputs;
  const { says, problemPath } = goal.question;
  const problem = await readinessProblem(`${target.url}${problemPath}`, deps);
  const log = await runtime.logsTail(target.container, LOG_LINES_IN_ERRORS);
  const answered = answer instanceof Silence ? answer.why : says(answer);
  const sentences = [
    `Region ${region} did not ${goal.words} within ${readyTimeoutMs} ms:`,
    `${target.url} ${answered}.`,
    ...(problem === undefined ? [] : [`It says: ${problem}.`]),
    ...(log.length === 0 ? [] : [`Its last log lines:\n${log.join('\n')}`]),
  ];
  return new AppError('REGION_NOT_READY', sentences.join(' '), {
    action: goal.action,
    details: { region, url: target.url, timeoutMs: readyTimeoutMs, problem, log },
  });
}

const readySchema = z.object({ problem: z.string() });

/** What it gives as its problem; undefined when it has none or does not answer. */
async function readinessProblem(url: string, deps: ReadinessDeps): Promise<string | undefined> {
  try {
    const { body } = await get(url, LONGEST_ATTEMPT_MS, deps);
    return readySchema.parse(JSON.parse(body)).problem.replace(/\.$/, '');
  } catch {
    return undefined;
  }
}

/** A failed fetch says why only in its cause. */
function reasonOf(error: unknown): string {
  const { cause } = error as { cause?: { code?: unknown } };
  if (typeof cause?.code === 'string') return cause.code;
  return error instanceof Error ? error.message : String(error);
}
