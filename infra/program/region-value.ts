import { AppError } from '../../orchestrator/common/errors/app-error.ts';
import {
  deployProblems,
  regionValueSchema,
  type RegionValue,
} from '../../orchestrator/core/definition/region-value.ts';
import type { RegionDecision } from '../../orchestrator/ports/decision-source.ts';

/**
 * Checks the value that a region should have: a source other than ours has not.
 * @throws AppError INVALID_VALUE naming the region and each property that is wrong.
 */
export function parseRegionValue(region: string, decision: RegionDecision): RegionValue {
  const result = regionValueSchema.safeParse(decision.value);
  if (result.success) return result.data;
  const faults = deployProblems(decision.value).map(({ path, message }) => ({
    property: path.join('.'),
    reason: message,
  }));
  const [first] = faults;
  const words = faults.map(({ property, reason }) => `${property}: ${reason}`).join('; ');
  throw new AppError(
    'INVALID_VALUE',
    `Region ${region} cannot be deployed with version ${decision.configVersion} of its config: ${words}.`,
    {
      action: 'Correct the value of the dynamic config, or abort its release.',
      details: { region, property: first?.property, faults },
    },
  );
}
