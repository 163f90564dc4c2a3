import type { Condition } from '../../../core/definition/condition-schema.ts';

type Target = string | number | readonly (string | number)[] | null;

/** A condition as the Console API writes it. */
export interface ConditionDto {
  type: string;
  operator?: string;
  targetValue?: Target;
  field?: string | null;
  customID?: string | null;
}

/** What conditions of a type take besides `targetValue`; no operator: they have only one meaning. */
const WITHOUT_OPERATOR = ['public', 'passes_gate', 'fails_gate', 'passes_segment', 'fails_segment'];

const LISTS =
  /^(any|none|any_case_sensitive|none_case_sensitive|str_\w+_(any|none)|(not_)?array_\w+)$/;
const NUMBERS = /^(gt|gte|lt|lte)$/;
const TIMES = /^(before|after|on)$/;
const TEXTS = /^(version_\w+|str_matches|(not_)?in_segment_list)$/;

/** A condition of ours as the Console API writes it. */
export function conditionToDto(condition: Condition): ConditionDto {
  return {
    type: condition.type,
    ...('field' in condition ? { field: condition.field } : {}),
    ...('customID' in condition ? { customID: condition.customID } : {}),
    ...('operator' in condition ? { operator: condition.operator } : {}),
    ...('targetValue' in condition ? { targetValue: targetToDto(condition.targetValue) } : {}),
  };
}

/** The API has no truth values; `eq` takes the text for the same. */
function targetToDto(
  target: Extract<Condition, { targetValue: unknown }>['targetValue'],
): NonNullable<ConditionDto['targetValue']> | null {
  return typeof target === 'boolean' ? String(target) : target;
}

/**
 * A condition of the API as the workspace file writes it, to be checked by its schema. What has no meaning for its
 * type is left out, and one value stands for a list of one where that is the only reading.
 */
export function conditionFromDto(dto: ConditionDto): Readonly<Record<string, unknown>> {
  const { type, operator, targetValue } = dto;
  if (type === 'public') return { type };
  if (WITHOUT_OPERATOR.includes(type)) return { type, targetValue: textOf(targetValue) };
  return {
    type,
    ...(type === 'custom_field' ? { field: dto.field ?? '' } : {}),
    ...(type === 'unit_id' ? { customID: dto.customID ?? '' } : {}),
    ...(operator === undefined ? {} : { operator, targetValue: targetOf(operator, targetValue) }),
  };
}

function targetOf(operator: string, target: ConditionDto['targetValue']): unknown {
  if (LISTS.test(operator)) return listOf(target).map(String);
  if (NUMBERS.test(operator) || TIMES.test(operator)) return numberOf(target);
  if (TEXTS.test(operator)) return textOf(target);
  return single(target);
}

function listOf(target: ConditionDto['targetValue']): readonly (string | number)[] {
  if (target === null || target === undefined) return [];
  return typeof target === 'object' ? target : [target];
}

function single(target: ConditionDto['targetValue']): unknown {
  return Array.isArray(target) && target.length === 1 ? target[0] : target;
}

function textOf(target: ConditionDto['targetValue']): unknown {
  const value = single(target);
  return typeof value === 'number' ? String(value) : value;
}

function numberOf(target: ConditionDto['targetValue']): unknown {
  const value = single(target);
  return typeof value === 'string' && /^-?\d+(\.\d+)?$/.test(value) ? Number(value) : value;
}
