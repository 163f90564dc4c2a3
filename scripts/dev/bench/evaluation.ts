import type { BenchContext, BenchGroup } from './bench-context.ts';
import { checkAgreement } from './evaluation-agreement.ts';
import { QUESTIONS, type Contender, type Question } from './evaluation-contender.ts';
import { BENCH_USERS, ROLLOUT_PERCENT, type BenchUser } from './evaluation-rules.ts';
import { figure, type Figure } from './figure.ts';
import { createEvaluator } from '../../../orchestrator/core/evaluation/evaluator.ts';
import { initialState } from '../../../orchestrator/core/pipeline/state.ts';
import type { EvaluationUser } from '../../../orchestrator/core/targeting/user.ts';
import { benchDefinition } from './evaluation-definition.ts';

const ROUNDS = 7;
/** Evaluations of every user in one sample. */
const TURNS = 50;

const TITLES: Record<Question, string> = {
  rollout: `gate of ${ROLLOUT_PERCENT} %`,
  theme: 'config by environment and region',
  upgrade: 'gate of three conditions',
};

/**
 * Evaluations per second against three other evaluators, on the same rules and users, made beforehand. The contenders
 * take turns, so that a busy machine slows all of them. Goal: faster than each.
 */
export const evaluationBench: BenchGroup = async (context) => {
  const mine = ours(BENCH_USERS);
  const rivals = await openRivals();
  const { NODE_ENV: before } = context.env;
  // As on a server: GrowthBook builds lines of a debug log everywhere else.
  context.env['NODE_ENV'] = 'production';
  try {
    const [statsig] = rivals;
    checkAgreement({ ours: mine, rivals, sameRollout: statsig, users: BENCH_USERS.length });
    return measure(context, mine, rivals);
  } finally {
    if (before === undefined) delete context.env['NODE_ENV'];
    else context.env['NODE_ENV'] = before;
    for (const rival of rivals) await rival.close();
  }
};

/** Loaded only now: a platform without Statsig's native library can still run the other groups. */
async function openRivals(): Promise<[Contender, Contender, Contender]> {
  const [{ statsig }, { growthbook }, { flagd }] = await Promise.all([
    import('./evaluation-statsig.ts'),
    import('./evaluation-growthbook.ts'),
    import('./evaluation-flagd.ts'),
  ]);
  return [await statsig(BENCH_USERS), growthbook(BENCH_USERS), flagd(BENCH_USERS)];
}

function measure(context: BenchContext, mine: Contender, rivals: readonly Contender[]): Figure[] {
  const contenders = [mine, ...rivals];
  return QUESTIONS.flatMap((question) => {
    for (const contender of contenders) perSecond(contender, question);
    const samples = new Map(contenders.map((contender) => [contender, [] as number[]]));
    for (let round = 0; round < ROUNDS; round++) {
      context.signal.throwIfAborted();
      context.progress(`evaluation: ${TITLES[question]}, ${round + 1} of ${ROUNDS}`);
      for (const [contender, rates] of samples) rates.push(perSecond(contender, question));
    }
    return rivals.map((rival) =>
      figure({
        group: 'evaluation',
        name: `${TITLES[question]}, against ${rival.name}`,
        unit: 'per s',
        samples: samples.get(mine) ?? [],
        baseline: samples.get(rival) ?? [],
        goal: 1,
      }),
    );
  });
}

function perSecond({ ask, name }: Contender, question: Question): number {
  const answer = ask[question];
  let answers = 0;
  const startedAt = performance.now();
  for (let turn = 0; turn < TURNS; turn++) {
    for (let user = 0; user < BENCH_USERS.length; user++) {
      if (answer(user) !== undefined) answers++;
    }
  }
  const rate = (answers * 1_000) / (performance.now() - startedAt);
  if (answers === TURNS * BENCH_USERS.length) return rate;
  throw new Error(`${name} left ${question} without an answer`);
}

/** The evaluator of the control plane and of `colorteller evaluate`, on a workspace file with the rules. */
function ours(benchUsers: readonly BenchUser[]): Contender {
  const evaluator = createEvaluator(benchDefinition);
  const moment = { nowMs: 0, configs: initialState(benchDefinition) };
  const users = benchUsers.map(
    ({ userID, environment, appVersion, region, plan, seats }): EvaluationUser => ({
      userID,
      environment,
      appVersion,
      custom: { region, plan, seats },
    }),
  );
  const userOf = (n: number) => users[n] ?? {};
  return {
    name: 'colorteller',
    ask: {
      rollout: (n) => evaluator.gate('rollout', userOf(n), moment)?.value,
      theme: (n) => evaluator.config('theme', userOf(n), moment)?.value,
      upgrade: (n) => evaluator.gate('upgrade', userOf(n), moment)?.value,
    },
    close: () => Promise.resolve(),
  };
}
