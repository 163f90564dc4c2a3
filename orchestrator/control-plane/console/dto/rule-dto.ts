import type { Rule, TargetingRule } from '../../../core/definition/definition.ts';
import { parseJson } from '../../../common/readable.ts';
import { AppError } from '../../../common/errors/app-error.ts';
import { isDeepStrictEqual } from '../../../core/pipeline/deep-equal.ts';
import type { ConfigState, FlagValue } from '../../../core/pipeline/records.ts';
import { conditionFromDto, conditionToDto, type ConditionDto } from './condition-dto.ts';

/** A rule of a gate or dynamic config as the Console API writes it. */
export interface RuleDto {
  id: string;
  baseID: string;
  name: string;
  passPercentage: number;
  conditions: ConditionDto[];
  environments: string[] | null;
  /** Of rules of dynamic configs. */
  returnValue?: Readonly<Record<string, unknown>>;
  completedAutomatedRollouts: [];
  pendingAutomatedRollouts: [];
}

/** A rule as a request may write it. */
export type RuleInput = Partial<
  Omit<RuleDto, 'completedAutomatedRollouts' | 'pendingAutomatedRollouts'>
> & {
  returnValueJson5?: string;
  pendingAutomatedRollouts?: readonly unknown[];
  variants?: readonly unknown[];
};

/** A rule of ours as the Console API writes it. A gate's rule passes; the API has no word for one that fails. */
export function ruleToDto(rule: TargetingRule<FlagValue>): RuleDto {
  const { id, name, passPercentage, returnValue } = rule;
  return {
    id,
    baseID: id,
    ...ruleBaseToDto(rule),
    name,
    passPercentage,
    ...(typeof returnValue === 'boolean' ? {} : { returnValue }),
    completedAutomatedRollouts: [],
    pendingAutomatedRollouts: [],
  };
}

/** What rules of phases and of gates have in common. */
export function ruleBaseToDto({ name, conditions, environments }: Rule) {
  return {
    name,
    conditions: conditions.map(conditionToDto),
    environments: environments === null ? null : [...environments],
  };
}

/**
 * Rules of the API as the workspace file writes them, to be checked by its schema. A rule of an existing id keeps what the
 * API does not show of it (its salt, its ramp, a value that fails); one that comes back as it was shown is left as it was.
 * @param before the rules there are.
 * @throws AppError BAD_INPUT for what is not supported here.
 */
export function rulesFromDto(
  inputs: readonly RuleInput[],
  before: readonly TargetingRule<FlagValue>[],
  kind: ConfigState['kind'],
): unknown[] {
  const taken = new Set(inputs.flatMap(({ id }) => (id === undefined ? [] : [id])));
  return inputs.map((input, index) => {
    refuseUnsupported(input, index);
    const id = input.id ?? freeId(input.name ?? `rule ${index + 1}`, taken);
    taken.add(id);
    const existing = before.find((rule) => rule.id === id);
    if (existing !== undefined && isAsShown(input, ruleToDto(existing))) return existing;
    const { environments = null, conditions = [], passPercentage = 100 } = input;
    return {
      id,
      name: input.name,
      ...(existing === undefined ? {} : { salt: existing.salt }),
      // Another percentage by hand ends a ramp.
      ...(existing?.ramp !== undefined && existing.passPercentage === passPercentage
        ? { ramp: existing.ramp }
        : {}),
      environments,
      conditions: conditions.map(conditionFromDto),
      passPercentage,
      returnValue: returnValueOf(input, existing, kind, index),
    };
  });
}

function freeId(name: string, taken: ReadonlySet<string>): string {
  for (let number = 1; ; number++) {
    const id = number === 1 ? name : `${name} ${number}`;
    if (!taken.has(id)) return id;
  }
}

function isAsShown(input: RuleInput, shown: RuleDto): boolean {
  return Object.entries(input).every(([key, value]) =>
    isDeepStrictEqual(value, shown[key as keyof RuleDto]),
  );
}

function returnValueOf(
  { returnValue, returnValueJson5 }: RuleInput,
  existing: TargetingRule<FlagValue> | undefined,
  kind: ConfigState['kind'],
  index: number,
): unknown {
  if (kind === 'gate') return existing?.returnValue ?? true;
  const value =
    returnValue ??
    (returnValueJson5 === undefined
      ? existing?.returnValue
      : parseJson5(returnValueJson5, `rules.${index}.returnValueJson5`));
  if (value !== undefined) return value;
  throw new AppError(
    'BAD_INPUT',
    `rules.${index}.returnValue: a rule of a dynamic config gives one`,
  );
}

function refuseUnsupported(input: RuleInput, index: number): void {
  for (const key of ['pendingAutomatedRollouts', 'variants'] as const) {
    if ((input[key]?.length ?? 0) === 0) continue;
    const what =
      key === 'variants'
        ? 'values shared out within a rule'
        : 'percentages that rise by themselves';
    throw new AppError('BAD_INPUT', `rules.${index}.${key}: ${what} are not supported here`, {
      action:
        key === 'variants'
          ? 'Leave it out, or use a release pipeline.'
          : 'Leave it out, and write a ramp of the rule in the workspace file (never where there is a release pipeline).',
    });
  }
}

/**
 * Reads the JSON in a text field of the API.
 * @throws AppError BAD_INPUT naming the place; JSON5's comments and bare keys are not read.
 */
export function parseJson5(text: string, place: string): unknown {
  try {
    return parseJson(text);
  } catch (cause) {
    throw new AppError(
      'BAD_INPUT',
      `${place}: not JSON (the further notation of JSON5 is not read)`,
      {
        action: 'Write plain JSON.',
        cause,
      },
    );
  }
}
