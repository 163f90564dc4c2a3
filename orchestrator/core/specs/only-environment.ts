import type { Spec, SpecCondition, SpecsContent } from './spec-types.ts';

/** Stands for all environments, for clients that evaluate users of any. */
export const EVERY_ENVIRONMENT = '*';

/**
 * The specs without the rules that are for other environments: for users of this one they decide the same. What those
 * rules alone asked is left out too, so that a key of one environment reveals nothing of the others.
 */
export function onlyEnvironment(content: SpecsContent, environment: string): SpecsContent {
  if (environment === EVERY_ENVIRONMENT) return content;
  const { condition_map: conditions } = content;
  const isForeign = (key: string) => excludes(conditions[key], environment);
  const restricted = (specs: Readonly<Record<string, Spec>>) =>
    Object.fromEntries(
      Object.entries(specs).map(([name, spec]): [string, Spec] => [
        name,
        { ...spec, rules: spec.rules.filter((rule) => !rule.conditions.some(isForeign)) },
      ]),
    );
  const gates = restricted(content.feature_gates);
  const configs = restricted(content.dynamic_configs);
  const usedEnvironments = new Set(
    [...Object.values(gates), ...Object.values(configs)].flatMap(({ rules }) =>
      rules.flatMap((rule) => rule.conditions),
    ),
  );
  return {
    ...content,
    feature_gates: gates,
    dynamic_configs: configs,
    condition_map: Object.fromEntries(
      Object.entries(conditions).filter(([key]) => usedEnvironments.has(key)),
    ),
  };
}

function excludes(condition: SpecCondition | undefined, environment: string): boolean {
  return (
    condition?.type === 'environment_field' &&
    condition.field === 'tier' &&
    condition.operator === 'any_case_sensitive' &&
    Array.isArray(condition.targetValue) &&
    !condition.targetValue.includes(environment)
  );
}
