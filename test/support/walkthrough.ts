import type {
  Definition,
  Phase,
  Pipeline,
  Region,
} from '../../orchestrator/core/definition/definition.ts';
import { parseDefinition } from '../../orchestrator/core/definition/parse.ts';
import { walkthroughFile } from '../../orchestrator/core/definition/walkthrough.ts';

/** The definition of a new workspace. */
export function walkthrough(): Definition {
  return parseDefinition(
    walkthroughFile({ 'us-west1': 4401, 'us-central1': 4402 }),
    'colorteller.yaml',
  );
}

/** A phase of {@link withPhases}; what is left out is as a workspace file leaves it out. */
export type PhasePlan = { review: boolean; intervalMs: number } & Partial<
  Pick<
    Phase,
    'minimumApprovals' | 'selfApproval' | 'approvalTimeoutMs' | 'onApprovalTimeout' | 'guardrails'
  >
>;

/** The walkthrough with other phases, each for a region of its own; `spareRegions` are in none of them. */
export function withPhases(
  phases: readonly PhasePlan[],
  spareRegions: readonly string[] = [],
): Definition {
  const definition = walkthrough();
  const [pipeline] = definition.pipelines;
  const regions = [...phases.map((_, index) => `region-${index}`), ...spareRegions];
  return {
    ...definition,
    regions: regions.map((name, index) => regionNamed(name, 5000 + index)),
    stacks: [{ name: 'production', regions }],
    pipelines: [{ ...pipeline!, phases: phases.map(phaseOf) }],
  };
}

/** The definition with its pipelines changed, all alike. */
export function pipelinesWith(definition: Definition, change: Partial<Pipeline>): Definition {
  return {
    ...definition,
    pipelines: definition.pipelines.map((pipeline) => ({ ...pipeline, ...change })),
  };
}

/** The definition with further dynamic configs, which are blue and go through the same pipeline. */
export function withConfigs(definition: Definition, names: readonly string[]): Definition {
  const [first] = definition.dynamicConfigs;
  const further = names.map((name) => ({ ...first!, name, salt: name }));
  return { ...definition, dynamicConfigs: [...definition.dynamicConfigs, ...further] };
}

/** A region in production that runs nothing of its own. */
export function regionNamed(name: string, port: number): Region {
  const custom = { region: name };
  return { name, environment: 'production', port, replicas: 1, custom, dockerHost: null };
}

function phaseOf({ review, intervalMs, ...more }: PhasePlan, index: number): Phase {
  return {
    id: `phase-${index}`,
    name: `phase-${index}`,
    requiredReview: review,
    minimumApprovals: 1,
    selfApproval: true,
    approvalTimeoutMs: null,
    onApprovalTimeout: 'abort',
    timeIntervalMs: intervalMs,
    rules: [
      {
        name: 'rule 1',
        environments: ['production'],
        conditions: [
          {
            type: 'custom_field',
            field: 'region',
            operator: 'any',
            targetValue: [`region-${index}`],
          },
        ],
      },
    ],
    ...more,
  };
}
