import type { Definition } from '../../orchestrator/definition/definition.ts';
import { parseDefinition } from '../../orchestrator/definition/parse.ts';
import { walkthroughFile } from '../../orchestrator/definition/walkthrough.ts';

/** The definition of a new workspace. */
export function walkthrough(): Definition {
  return parseDefinition(
    walkthroughFile({ 'us-west1': 4401, 'us-central1': 4402 }),
    'colorteller.yaml',
  );
}

/** The walkthrough with other phases; `review` and `interval` in order, one phase per entry. */
export function withPhases(phases: readonly { review: boolean; intervalMs: number }[]): Definition {
  const definition = walkthrough();
  const [pipeline] = definition.pipelines;
  return {
    ...definition,
    regions: phases.map((_, index) => ({
      name: `region-${index}`,
      environment: 'production',
      port: 5000 + index,
      replicas: 1,
      custom: { region: `region-${index}` },
      dockerHost: null,
    })),
    stacks: [{ name: 'production', regions: phases.map((_, index) => `region-${index}`) }],
    pipelines: [
      {
        ...pipeline!,
        phases: phases.map(({ review, intervalMs }, index) => ({
          id: `phase-${index}`,
          name: `phase-${index}`,
          requiredReview: review,
          minimumApprovals: 1,
          selfApproval: true,
          approvalTimeoutMs: null,
          onApprovalTimeout: 'abort' as const,
          timeIntervalMs: intervalMs,
          rules: [
            {
              name: 'rule 1',
              environments: ['production'],
              conditions: [
                {
                  type: 'custom_field' as const,
                  field: 'region',
                  operator: 'any' as const,
                  targetValue: [`region-${index}`],
                },
              ],
            },
          ],
        })),
      },
    ],
  };
}
