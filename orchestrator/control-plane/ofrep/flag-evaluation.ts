import { own } from '../../common/own.ts';
import type { Evaluation, Evaluator, Moment } from '../../core/evaluation/evaluator.ts';
import type { FlagValue } from '../../core/pipeline/records.ts';
import { compileUnitId, type EvaluationUser } from '../../core/targeting/user.ts';

export type Reason = 'STATIC' | 'TARGETING_MATCH' | 'SPLIT' | 'DISABLED' | 'DEFAULT';

export type ErrorCode =
  'PARSE_ERROR' | 'TARGETING_KEY_MISSING' | 'INVALID_CONTEXT' | 'GENERAL' | 'FLAG_NOT_FOUND';

/** Body of a flag that has a value. */
export interface FlagSuccess {
  key: string;
  reason: Reason;
  /** The rule that decided; `override`, `default` or `disabled` where none did. */
  variant: string;
  value: FlagValue;
  /** OpenFeature's metadata holds no objects and no null: what there is not is left out. */
  metadata: { configVersion: number; release?: string; phase?: string };
}

/** Body of a flag that has none. */
export interface FlagFailure {
  key: string;
  errorCode: ErrorCode;
  errorDetails: string;
}

/** One flag for one user; undefined when there is neither a gate nor a dynamic config of that key. */
export function evaluateFlag(
  evaluator: Evaluator,
  key: string,
  user: EvaluationUser,
  moment: Moment,
): FlagSuccess | FlagFailure | undefined {
  const evaluation = evaluator.evaluate(key, user, moment);
  const target = evaluation && evaluator.targetOf(key, evaluation.decision);
  if (evaluation === undefined || target === undefined) return undefined;
  const { found, template, decision } = evaluation;
  const { idType } = target;
  if ('bucket' in found && found.bucket !== null && compileUnitId(idType)(user) === undefined) {
    const place = idType === 'userID' ? 'targetingKey' : `customIDs.${idType}`;
    return {
      key,
      errorCode: 'TARGETING_KEY_MISSING',
      errorDetails: `rule "${found.rule.id}" of "${key}" is for a percentage of users: send ${place} in the context`,
    };
  }
  const isForAll =
    target.rules.length + target.overrides.length === 0 &&
    own(moment.configs.configs, key)?.activeRelease == null;
  const { configVersion, release, phase } = decision;
  return {
    key,
    reason: found.kind === 'default' && isForAll ? 'STATIC' : reasonOf(found),
    variant: 'rule' in found ? found.rule.id : found.kind,
    value: template,
    metadata: {
      configVersion,
      ...(release === null ? {} : { release }),
      ...(phase === null ? {} : { phase }),
    },
  };
}

function reasonOf(found: Evaluation['found']): Reason {
  switch (found.kind) {
    case 'override':
      return 'TARGETING_MATCH';
    case 'rule':
      return found.bucket === null ? 'TARGETING_MATCH' : 'SPLIT';
    case 'outside-percentage':
      return 'SPLIT';
    case 'disabled':
      return 'DISABLED';
    case 'default':
      return 'DEFAULT';
  }
}
