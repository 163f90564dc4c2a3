import { createEvaluator } from '../../../orchestrator/core/evaluation/evaluator.ts';
import { initialState } from '../../../orchestrator/core/pipeline/state.ts';
import type { EvaluationUser } from '../../../orchestrator/core/targeting/user.ts';
import type { Contender } from './evaluation-contender.ts';
import { benchDefinition } from './evaluation-definition.ts';
import type { BenchUser } from './evaluation-rules.ts';

/** The evaluator of the control plane and of `colorteller evaluate`, on a workspace file with the rules. */
export function ours(benchUsers: readonly BenchUser[]): Contender {
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
