import type { Condition } from '../definition/condition-schema.ts';
import type { Segment } from '../definition/definition.ts';
import type { SpecCondition } from './spec-types.ts';
import type { SpecsBuilder } from './specs-builder.ts';

/** Longest segment that is written into conditions; longer ones are ID lists, which an SDK downloads apart. */
export const LONGEST_INLINE_SEGMENT = 1_000;

export interface ResolvingContext {
  builder: SpecsBuilder;
  segments: ReadonlyMap<string, Segment>;
}

/** What a condition reads, as the SDK names it. */
type Subject = Pick<SpecCondition, 'type' | 'field' | 'idType'>;

/** A condition of ours as conditions of the SDK, which must all hold. */
export function resolveCondition(condition: Condition, context: ResolvingContext): string[] {
  const { builder } = context;
  switch (condition.type) {
    case 'public':
      return [];
    case 'passes_gate':
    case 'fails_gate': {
      const type = condition.type === 'passes_gate' ? 'pass_gate' : 'fail_gate';
      return [builder.key({ type, targetValue: condition.targetValue, idType: 'userID' })];
    }
    case 'passes_segment':
    case 'fails_segment':
      return [builder.passes(condition.targetValue, condition.type === 'passes_segment')];
    case 'time':
    case 'environment_tier':
    case 'target_app':
    case 'custom_field':
    case 'user_id':
    case 'unit_id':
    case 'email':
    case 'country':
    case 'ip_address':
    case 'app_version':
      return onSubject(subjectOf(condition), condition, context);
  }
}

/** Conditions that hold where the subject is one of the texts, or none; upper and lower case differ. */
export function isOneOf(
  subject: Subject,
  texts: readonly string[],
  { builder }: Pick<ResolvingContext, 'builder'>,
  expected = true,
): string[] {
  const conditions = unlike(texts).map((targetValue) => ({
    ...subject,
    operator: expected ? 'any_case_sensitive' : 'none_case_sensitive',
    targetValue,
  }));
  return expected
    ? [builder.anyOf(conditions)]
    : conditions.map((condition) => builder.key(condition));
}

/** The conditions that hold for members of a segment; one for each user. */
export function membersOf({ name, idType, ids }: Segment): SpecCondition[] {
  const subject = { type: 'unit_id', idType } as const;
  if (ids.length > LONGEST_INLINE_SEGMENT) {
    return [{ ...subject, operator: 'in_segment_list', targetValue: name }];
  }
  return unlike(ids).map((targetValue) => ({
    ...subject,
    operator: 'any_case_sensitive',
    targetValue,
  }));
}

type WithOperator = Extract<Condition, { operator: string }>;

function subjectOf(condition: WithOperator): Subject {
  const field = (name: string): Subject => ({ type: 'user_field', field: name, idType: 'userID' });
  switch (condition.type) {
    case 'time':
      return { type: 'current_time', idType: 'userID' };
    case 'environment_tier':
      return { type: 'environment_field', field: 'tier', idType: 'userID' };
    case 'target_app':
      return { type: 'target_app', idType: 'userID' };
    case 'custom_field':
      return field(condition.field);
    case 'user_id':
      return { type: 'unit_id', idType: 'userID' };
    case 'unit_id':
      return { type: 'unit_id', idType: condition.customID };
    case 'email':
      return field('email');
    case 'country':
      return field('country');
    case 'ip_address':
      return field('ip');
    case 'app_version':
      return field('appVersion');
  }
}

function onSubject(subject: Subject, condition: WithOperator, context: ResolvingContext): string[] {
  const { builder, segments } = context;
  const { operator, targetValue } = condition;
  if (operator === 'in_segment_list' || operator === 'not_in_segment_list') {
    const ids = segments.get(targetValue)?.ids ?? [];
    if (ids.length <= LONGEST_INLINE_SEGMENT) {
      return isOneOf(subject, ids, context, operator === 'in_segment_list');
    }
  }
  if (operator === 'any_case_sensitive' || operator === 'none_case_sensitive') {
    return isOneOf(subject, targetValue, context, operator === 'any_case_sensitive');
  }
  if (operator === 'array_contains_any' || operator === 'not_array_contains_all') {
    return [builder.anyOf(split(subject, operator, targetValue))];
  }
  if (operator === 'array_contains_none' || operator === 'array_contains_all') {
    return split(subject, operator, targetValue).map((part) => builder.key(part));
  }
  return [builder.key({ ...subject, operator, targetValue })];
}

function split(subject: Subject, operator: string, texts: readonly string[]): SpecCondition[] {
  return unlike(texts).map((targetValue) => ({ ...subject, operator, targetValue }));
}

/**
 * The texts in lists in which no two differ by case alone: the SDK keeps only one of such two, also for operators
 * that are case-sensitive.
 */
function unlike(texts: readonly string[]): string[][] {
  const lists: { folded: Set<string>; texts: string[] }[] = [];
  for (const text of new Set(texts)) {
    const folded = text.toLowerCase();
    let list = lists.find((candidate) => !candidate.folded.has(folded));
    if (list === undefined) lists.push((list = { folded: new Set(), texts: [] }));
    list.folded.add(folded);
    list.texts.push(text);
  }
  return lists.map((list) => list.texts);
}
