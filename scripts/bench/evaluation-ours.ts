import { parseDefinition } from '../../orchestrator/definition/parse.ts';
import { WALKTHROUGH_PORTS, walkthroughFile } from '../../orchestrator/definition/walkthrough.ts';
import { createEvaluator } from '../../orchestrator/evaluation/evaluator.ts';
import { initialState } from '../../orchestrator/pipeline/state.ts';
import type { EvaluationUser } from '../../orchestrator/targeting/user.ts';
import type { Contender } from './evaluation-contender.ts';
import { PURPLE_REGIONS, ROLLOUT_PERCENT, UPGRADE, type BenchUser } from './evaluation-rules.ts';

const GATES = `
gates:
  - name: rollout
    rules: [{ name: share, passPercentage: ${ROLLOUT_PERCENT} }]
  - name: upgrade
    rules:
      - name: eligible
        conditions:
          - { type: custom_field, field: plan, operator: any_case_sensitive, targetValue: [${UPGRADE.plans.join(', ')}] }
          - { type: app_version, operator: version_gte, targetValue: ${UPGRADE.version} }
          - { type: custom_field, field: seats, operator: gt, targetValue: ${UPGRADE.seats} }
`;

const THEME = `
  - name: theme
    defaultValue: { color: blue }
    rules:
      - name: purple
        environments: [production]
        conditions:
          - { type: custom_field, field: region, operator: any_case_sensitive, targetValue: [${PURPLE_REGIONS.join(', ')}] }
        returnValue: { color: purple }`;

/** The evaluator of the control plane and of `colorteller evaluate`, on a workspace file with the rules. */
export function ours(benchUsers: readonly BenchUser[]): Contender {
  const file = walkthroughFile(WALKTHROUGH_PORTS).replace('dynamicConfigs:', `$&${THEME}`);
  const definition = parseDefinition(file + GATES, 'bench.yaml');
  const evaluator = createEvaluator(definition);
  const moment = { nowMs: 0, configs: initialState(definition) };
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
