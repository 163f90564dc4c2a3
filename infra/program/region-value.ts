import { AppError } from '../../orchestrator/common/errors/app-error.ts';
import { own } from '../../orchestrator/common/own.ts';
import type { ConfigValue } from '../../orchestrator/core/definition/definition.ts';
import {
  brokenReferencesIn,
  referencesIn,
  isSecret,
  resolveReferences,
  secretsIn,
  type SecretSource,
} from '../../orchestrator/core/definition/environment-values.ts';
import {
  deployProblems,
  ownKeys,
  REGION_KEYS,
  regionValueSchema,
  type RegionValue,
} from '../../orchestrator/core/definition/region-value.ts';
import type { ValueProblem } from '../../orchestrator/core/definition/value-schema.ts';
import type { RegionDecision } from '../../orchestrator/ports/decision-source.ts';
import type { RegionSpec } from '../../orchestrator/ports/stack-spec.ts';

/** A decided value as a region gets it. */
export interface ResolvedValue {
  value: RegionValue & ConfigValue;
  /** What else goes into its config file: keys of one's own. */
  settings: ConfigValue;
  /** The secrets that these refer to. */
  secrets: readonly SecretSource[];
}

/**
 * Resolves the value that a region should have with what its environment has, and checks it: a source other than ours
 * has not.
 * @throws AppError INVALID_VALUE naming the region and each property that is wrong.
 */
export function resolveRegionValue(
  region: Pick<RegionSpec, 'name' | 'environment' | 'values' | 'statsig'>,
  decision: RegionDecision,
): ResolvedValue {
  const resolved = resolveReferences(decision.value, region.values);
  const result = regionValueSchema.safeParse(resolved);
  const unresolved = unresolvedIn(region, decision.value);
  if (result.success && unresolved.length === 0) {
    const secrets = secretsIn(ownKeys(decision.value), region.values);
    const settings = ownKeys(resolved);
    return { value: { ...settings, ...result.data }, settings, secrets };
  }
  const problems = unresolved.length > 0 ? unresolved : deployProblems(resolved);
  const faults = problems.map(({ path, message }) => ({
    property: path.join('.'),
    reason: message,
  }));
  const [first] = faults;
  const words = faults.map(({ property, reason }) => `${property}: ${reason}`).join('; ');
  throw new AppError(
    'INVALID_VALUE',
    `Region ${region.name} cannot be deployed with version ${decision.configVersion} of its config: ${words}.`,
    {
      action: 'Correct the value of the dynamic config, or abort its release.',
      details: { region: region.name, property: first?.property, faults },
    },
  );
}

/** References that reach the service as they are: nobody has their value, or the service asks a source itself. */
function unresolvedIn(
  { environment, values = {}, statsig }: Pick<RegionSpec, 'environment' | 'values' | 'statsig'>,
  template: ConfigValue,
): ValueProblem[] {
  const unmet = referencesIn(template).flatMap(({ path, name }) => {
    if (own(values, name) === undefined) {
      return [{ path, message: `environment ${environment} has no value "${name}"` }];
    }
    if (isSecret(own(values, name)) && REGION_KEYS.includes(String(path[0]))) {
      return [{ path, message: `"${name}" of environment ${environment} is a secret` }];
    }
    return statsig !== undefined && path[0] === 'color'
      ? [
          {
            path,
            message: `the region asks for its config itself, and would get "\${environment.${name}}" as it is`,
          },
        ]
      : [];
  });
  return [...brokenReferencesIn(template), ...unmet];
}
