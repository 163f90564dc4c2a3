import type { Definition, Phase, Stack } from '../../../orchestrator/core/definition/definition.ts';

export interface PhasedPlan {
  regions: number;
  /** Each releases as many regions as the others. */
  phases: number;
  requiredReview: boolean;
  timeIntervalMs: number;
  defaultValue: Readonly<Record<string, unknown>>;
  /** Of each region. Default: unused ones. */
  ports?: readonly number[];
  /** Default: a stack for each phase. */
  stacks?: readonly Stack[];
}

/** The config that is released. */
export const PHASED_CONFIG = 'colorteller';

const SOME_PORT = 10_000;

/** Which phase the region with that number is in. */
export function phaseOf(index: number, { phases, regions }: { phases: number; regions: number }) {
  return Math.floor((index * phases) / regions);
}

/** A workspace with regions `region-0` and so on, released phase by phase. */
export function phasedDefinition(plan: PhasedPlan): Definition {
  const { ports = [], stacks = stackPerPhase(plan), defaultValue } = plan;
  return {
    environments: [{ name: 'production', pipelineRequired: true }],
    regions: Array.from({ length: plan.regions }, (_, n) => ({
      name: `region-${n}`,
      environment: 'production',
      port: ports[n] ?? SOME_PORT + n,
      replicas: 1,
      custom: { region: `region-${n}`, phase: `phase-${phaseOf(n, plan)}` },
      dockerHost: null,
    })),
    stacks,
    dynamicConfigs: [
      {
        name: PHASED_CONFIG,
        pipeline: 'by-phase',
        defaultValue,
        schema: null,
        enabled: true,
        idType: 'userID',
        salt: PHASED_CONFIG,
        rules: [],
        overrides: [],
      },
    ],
    gates: [],
    segments: [],
    changeWindows: [],
    pipelines: [
      {
        name: 'by-phase',
        onChange: 'refuse',
        changeWindows: [],
        phases: Array.from({ length: plan.phases }, (_, n) => phase(`phase-${n}`, plan)),
      },
    ],
  };
}

function stackPerPhase(plan: PhasedPlan): Stack[] {
  const names = Array.from({ length: plan.regions }, (_, n) => `region-${n}`);
  return Array.from({ length: plan.phases }, (_, phase) => ({
    name: `stack-${phase}`,
    regions: names.filter((_, n) => phaseOf(n, plan) === phase),
  }));
}

function phase(name: string, { requiredReview, timeIntervalMs }: PhasedPlan): Phase {
  return {
    id: name,
    name,
    requiredReview,
    minimumApprovals: 1,
    selfApproval: true,
    approvalTimeoutMs: null,
    onApprovalTimeout: 'abort',
    timeIntervalMs,
    rules: [
      {
        name: 'rule 1',
        environments: ['production'],
        conditions: [
          { type: 'custom_field', field: 'phase', operator: 'any', targetValue: [name] },
        ],
      },
    ],
  };
}
