import { parseDefinition } from '../../orchestrator/definition/parse.ts';
import { WALKTHROUGH_PORTS, walkthroughFile } from '../../orchestrator/definition/walkthrough.ts';
import { createEvaluator } from '../../orchestrator/evaluation/evaluator.ts';
import { initialState } from '../../orchestrator/pipeline/state.ts';
import type { BenchGroup } from './bench-context.ts';
import { figure } from './figure.ts';

const SAMPLES = 5;
const CALLS = 200_000;
const USERS = 1_000;

const RULES = `
    rules:
      - name: europe
        environments: [production]
        conditions: [{ type: custom_field, field: region, operator: any, targetValue: [eu-west1] }]
        returnValue: { color: purple }`;
const GATES = 'gates: [{ name: checkout, rules: [{ name: third, passPercentage: 30 }] }]\n';

/** A gate of 30 %, and a config of one rule with two conditions, for 1 000 users that come back. */
export const evaluationBench: BenchGroup = ({ progress }) => {
  const file = walkthroughFile(WALKTHROUGH_PORTS);
  const text = file.replace('defaultValue: { color: blue }', `$&${RULES}`);
  const definition = parseDefinition(`${text}${GATES}`, 'bench.yaml');
  const evaluator = createEvaluator(definition);
  const moment = { nowMs: 0, configs: initialState(definition) };
  const users = Array.from({ length: USERS }, (_, n) => ({
    userID: `user-${n}`,
    environment: 'production',
    custom: { region: n % 2 === 0 ? 'eu-west1' : 'us-west1' },
  }));
  const sample = (call: (user: (typeof users)[number]) => unknown): number[] =>
    Array.from({ length: SAMPLES }, () => {
      const startedAt = performance.now();
      for (let n = 0; n < CALLS / USERS; n++) users.forEach(call);
      return performance.now() - startedAt;
    });
  const group = 'evaluation';
  const measure = (name: string, call: (user: (typeof users)[number]) => unknown) => {
    const samples = sample(call);
    const perSecond = Math.round(CALLS / (Math.min(...samples) / 1_000));
    progress(`evaluation: ${name}: at best ${perSecond.toLocaleString('en')} a second`);
    return figure({ group, name: `${CALLS} evaluations, ${name}`, samples });
  };
  return Promise.resolve([
    measure('gate of 30 %', (user) => evaluator.gate('checkout', user, moment)),
    measure('config, two conditions', (user) => evaluator.config('colorteller', user, moment)),
  ]);
};
