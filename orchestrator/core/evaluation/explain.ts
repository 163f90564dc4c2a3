import type { Condition } from '../definition/condition-schema.ts';
import type { Targeting } from '../definition/definition.ts';
import { conditionTest } from '../targeting/condition-test.ts';
import type { Evaluator, Moment } from './evaluator.ts';
import type { Explanation, RuleStory } from './explanation.ts';
import type { Found } from '../targeting/find-rule.ts';
import { whyNoMatch } from '../targeting/match-rule.ts';
import type { RampView } from '../pipeline/records.ts';
import { rampText } from '../pipeline/ramps.ts';
import type { EvaluationUser, FieldValue } from '../targeting/user.ts';

export interface Question {
  name: string;
  user: EvaluationUser;
  moment: Moment;
  /** Where ramps are. Default: no rule is said to have one. */
  ramps?: readonly RampView[];
}

/** Explains a gate or dynamic config; undefined when neither has that name. */
export function explain(
  evaluator: Evaluator,
  { name, user, moment, ramps = [] }: Question,
): Explanation | undefined {
  const evaluation = evaluator.evaluate(name, user, moment);
  const target = evaluation && evaluator.targetOf(name, evaluation.decision);
  if (evaluation === undefined || target === undefined) return undefined;
  const { found, value, template, decision } = evaluation;
  const world = evaluator.worldAt(moment);
  return {
    kind: target.kind,
    name,
    value,
    template: template === value ? null : template,
    environment: user.environment ?? null,
    decidedBy: found.kind,
    rule: 'rule' in found ? found.rule.id : null,
    rules: storiesOf(
      target,
      found,
      ramps.filter(({ config }) => config === name),
      (rule) => {
        const why = whyNoMatch(rule, user, world);
        if (why === undefined || 'environments' in why) {
          const only = rule.environments?.join(', ') ?? '';
          return {
            failed: null,
            reason: `it holds in ${only}, not in ${user.environment ?? 'none'}`,
          };
        }
        const { condition } = why;
        const actual = conditionTest(condition).found(user, world);
        return { failed: { condition, found: actual }, reason: describe(condition, actual) };
      },
    ),
    decision,
  };
}

type WhyNot = (rule: Targeting<unknown>['rules'][number]) => Pick<RuleStory, 'failed' | 'reason'>;

/** Rules before the one that decides did not match; those after it were not evaluated. */
function storiesOf(
  { rules }: Targeting<unknown>,
  found: Found<unknown>,
  ramps: readonly RampView[],
  whyNot: WhyNot,
): RuleStory[] {
  const at = 'rule' in found ? rules.findIndex(({ id }) => id === found.rule.id) : rules.length;
  return rules.map((rule, index) => {
    const { id, passPercentage } = rule;
    const ramp = ramps.find((candidate) => candidate.rule === id);
    const base = {
      ...{ rule: id, failed: null, passPercentage, bucket: null },
      ...(ramp === undefined ? {} : { ramp }),
    };
    if (found.kind === 'override' || found.kind === 'disabled' || index > at) {
      const first = 'rule' in found ? `rule "${found.rule.id}"` : `the ${found.kind}`;
      return { ...base, outcome: 'not-asked', reason: `${first} decided before` };
    }
    if (index < at) return { ...base, outcome: 'no-match', ...whyNot(rule) };
    const bucket = 'bucket' in found ? found.bucket : null;
    const passing = ramp === undefined ? `${passPercentage} % pass` : `passes ${rampText(ramp)}`;
    const share = `bucket ${bucket ?? 'any'} of 10000, ${passing}`;
    return found.kind === 'rule'
      ? { ...base, bucket, outcome: 'decides', reason: `it matches; ${share}` }
      : { ...base, bucket, outcome: 'outside-percentage', reason: `it matches; outside: ${share}` };
  });
}

function describe(condition: Condition, found: FieldValue | undefined): string {
  const subject =
    'field' in condition
      ? condition.field
      : 'customID' in condition
        ? condition.customID
        : condition.type;
  const operator = 'operator' in condition ? ` ${condition.operator}` : '';
  const target = 'targetValue' in condition ? ` ${JSON.stringify(condition.targetValue)}` : '';
  return `${subject}${operator}${target} fails: found ${found === undefined ? 'nothing' : JSON.stringify(found)}`;
}
