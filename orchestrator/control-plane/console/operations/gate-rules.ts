import { AppError } from '../../../common/errors/app-error.ts';
import type { ConfigDefinition } from '../../../core/pipeline/state.ts';
import type { OperationName } from '../../openapi/published-document.ts';
import { ruleToDto, type RuleInput } from '../dto/rule-dto.ts';
import { findSaved } from '../entities.ts';
import { applyBody } from '../entity-document.ts';
import type { Call, ConsoleAnswer, Operation } from '../operation.ts';
import { paginate } from '../paginate.ts';
import { changeConfig, type ConfigMessages } from './config-operations.ts';

const ADDED = { kind: 'gate', updated: 'Gate rules added successfully.' } as ConfigMessages;
const UPDATED = { kind: 'gate', updated: 'Gate updated successfully.' } as ConfigMessages;

/** The operations on the rules of a gate. */
export const gateRuleOperations = {
  'GET /gates/{id}/rules': (call) => {
    const { config } = findSaved(call.access.context(), 'gate', call.params['id'] ?? '');
    return answerRules(call, config, 'Gate rules read successfully.');
  },
  'POST /gates/{id}/rule': (call) => addRules(call, [call.body]),
  'POST /gates/{id}/rules': (call) => addRules(call, call.body['rules'] as RuleInput[]),
  'PATCH /gates/{id}/rules': (call) =>
    changeConfig(call, UPDATED, (before) => patched(before, call.body['rules'] as RuleInput[])),
  'PATCH /gates/{id}/rules/{ruleID}': (call) =>
    changeConfig(call, UPDATED, (before) =>
      patched(before, [{ ...call.body, id: call.params['ruleID'] ?? '' }]),
    ),
  'DELETE /gates/{id}/rules/{ruleID}': (call) =>
    changeConfig(call, UPDATED, (before) => withoutRule(before, call.params['ruleID'] ?? '')),
} satisfies Partial<Record<OperationName, Operation>>;

/** The rules, as one page that holds them all. */
export function answerRules(call: Call, config: ConfigDefinition, message: string): ConsoleAnswer {
  const url = call.address.split('?')[0] ?? '';
  return { message, ...paginate([{ rules: config.rules.map(ruleToDto) }], url) };
}

function addRules(call: Call, rules: readonly RuleInput[]): Promise<ConsoleAnswer> {
  return changeConfig(call, ADDED, (before) =>
    withRules(before, [...before.rules.map(ruleToDto), ...rules.map(asNew(before))]),
  );
}

/** An added rule is never one that is there. */
function asNew({ name: gate, rules }: ConfigDefinition) {
  return ({ id, ...rule }: RuleInput): RuleInput => {
    if (id === undefined) return rule;
    if (!rules.some((existing) => existing.id === id)) return { ...rule, id };
    throw new AppError('BAD_INPUT', `"${gate}" has a rule "${id}" already`, {
      action: 'Leave the id out, or update the rule.',
    });
  };
}

/**
 * The config with some of its rules changed, each named by its id; none is added, and the others stay.
 * @throws AppError NOT_FOUND for an id that none has.
 */
export function patched(before: ConfigDefinition, changes: readonly RuleInput[]): ConfigDefinition {
  for (const { id, baseID } of changes) requireRule(before, id ?? baseID ?? '');
  return withRules(
    before,
    before.rules.map((rule) => {
      const change = changes.find(({ id, baseID }) => (id ?? baseID) === rule.id);
      return { ...ruleToDto(rule), ...change, id: rule.id };
    }),
  );
}

/** @throws AppError NOT_FOUND */
export function withoutRule(before: ConfigDefinition, id: string): ConfigDefinition {
  requireRule(before, id);
  const rest = before.rules.filter((rule) => rule.id !== id);
  return withRules(before, rest.map(ruleToDto));
}

/** @throws AppError NOT_FOUND */
export function requireRule({ name, rules }: ConfigDefinition, id: string) {
  const found = rules.find((rule) => rule.id === id);
  if (found !== undefined) return found;
  throw new AppError('NOT_FOUND', `"${name}" has no rule "${id}"`, {
    action:
      rules.length === 0 ? 'It has none.' : `Known: ${rules.map((rule) => rule.id).join(', ')}.`,
  });
}

function withRules(before: ConfigDefinition, rules: readonly RuleInput[]): ConfigDefinition {
  return applyBody(before.kind, before.name, { rules }, before);
}
