import { environmentValuesOf } from './contracts.ts';
import type {
  Definition,
  DynamicConfig,
  Gate,
  Pipeline,
  Region,
  Stack,
  TargetingRule,
  UpdateSettings,
} from './definition.ts';
import { resolveReferences, type EnvironmentValues } from './environment-values.ts';
import type { WorkspaceDocument } from './schema.ts';

/** A checked document as a definition, with every default filled in. */
export function toDefinition(document: WorkspaceDocument): Definition {
  return {
    environments: document.environments,
    regions: document.regions.map((region) => toRegion(region, document)),
    stacks: document.stacks ?? stackPerEnvironment(document),
    changeWindows: document.changeWindows,
    dynamicConfigs: document.dynamicConfigs.map(toDynamicConfig),
    gates: document.gates.map(toGate),
    segments: document.segments,
    pipelines: document.pipelines.map(toPipeline),
    ...(document.prices === undefined ? {} : { prices: document.prices }),
    ...(document.policies === undefined ? {} : { policies: document.policies }),
    ...(document.program === undefined ? {} : { program: { file: document.program, build: null } }),
    ...(document.probe === undefined ? {} : { probe: document.probe }),
    ...(document.backend === undefined ? {} : { backend: document.backend }),
    ...(document.gitops === undefined ? {} : { gitops: document.gitops }),
    ...(document.updates === undefined ? {} : { updates: toUpdates(document.updates) }),
    ...(document.webhooks === undefined ? {} : { webhooks: document.webhooks }),
    ...(document.contracts === undefined ? {} : { contracts: document.contracts }),
    ...(document.faults === undefined ? {} : { faults: document.faults }),
    ...(document.traffic === undefined ? {} : { traffic: document.traffic }),
  };
}

/** What rules match and where it is deployed may not change without an edit: references are resolved here, once. */
function toRegion(
  { dockerHost, custom, ...region }: WorkspaceDocument['regions'][number],
  document: WorkspaceDocument,
): Region {
  const values = environmentValuesOf(document, region.environment);
  const texts = Object.entries(custom).map(([key, text]) => [key, textWith(text, values)] as const);
  return {
    ...region,
    custom: { ...Object.fromEntries(texts), region: region.name },
    dockerHost: dockerHost === undefined ? null : textWith(dockerHost, values),
  };
}

function textWith(text: string, values: EnvironmentValues): string {
  return String(resolveReferences<unknown>(text, values));
}

function toUpdates(updates: NonNullable<WorkspaceDocument['updates']>): UpdateSettings {
  const { maxParallel, onFailure, resyncEvery, timeout } = updates;
  return {
    ...(maxParallel === undefined ? {} : { maxParallel }),
    ...(onFailure === undefined ? {} : { onFailure }),
    ...(resyncEvery === undefined ? {} : { resyncEveryMs: resyncEvery }),
    ...(timeout === undefined ? {} : { timeoutMs: timeout }),
  };
}

export function toDynamicConfig({
  pipeline,
  schema,
  ...config
}: WorkspaceDocument['dynamicConfigs'][number]): DynamicConfig {
  return {
    ...config,
    ...toTargeting(config),
    pipeline: pipeline ?? null,
    schema: schema ?? null,
  };
}

export function toGate({ pipeline, ...gate }: WorkspaceDocument['gates'][number]): Gate {
  return { ...gate, ...toTargeting(gate), pipeline: pipeline ?? null };
}

export function toPipeline(pipeline: WorkspaceDocument['pipelines'][number]): Pipeline {
  const { onRegionFailure, answerWithin } = pipeline;
  return {
    name: pipeline.name,
    onChange: pipeline.onChange,
    changeWindows: pipeline.changeWindows,
    ...(onRegionFailure === undefined ? {} : { onRegionFailure }),
    ...(answerWithin === undefined ? {} : { answerWithinMs: answerWithin }),
    phases: pipeline.phases.map((phase) => ({
      id: phase.id ?? phase.name,
      name: phase.name,
      requiredReview: phase.requiredReview,
      minimumApprovals: phase.minimumApprovals ?? 1,
      selfApproval: phase.selfApproval ?? true,
      approvalTimeoutMs: phase.approvalTimeout ?? null,
      onApprovalTimeout: phase.onApprovalTimeout ?? 'abort',
      timeIntervalMs: phase.timeInterval,
      rules: phase.rules.map((rule, index) => ({
        name: rule.name ?? `rule ${index + 1}`,
        environments: rule.environments ?? null,
        conditions: rule.conditions,
      })),
      ...(phase.guardrails === undefined ? {} : { guardrails: phase.guardrails }),
    })),
  };
}

interface TargetingDocument<Value> {
  name: string;
  salt?: string | undefined;
  rules: (Omit<TargetingRule<Value>, 'id' | 'salt' | 'environments' | 'passPercentage'> & {
    passPercentage?: number | undefined;
    id?: string | undefined;
    salt?: string | undefined;
    environments?: string[] | null | undefined;
  })[];
}

function toTargeting<Value>({ name, salt, rules }: TargetingDocument<Value>): {
  salt: string;
  rules: TargetingRule<Value>[];
} {
  return {
    salt: salt ?? name,
    rules: rules.map((rule) => {
      const id = rule.id ?? rule.name;
      const passPercentage = rule.passPercentage ?? rule.ramp?.steps[0] ?? 100;
      const environments = rule.environments ?? null;
      return { ...rule, id, salt: rule.salt ?? id, environments, passPercentage };
    }),
  };
}

function stackPerEnvironment(document: WorkspaceDocument): Stack[] {
  return document.environments.flatMap(({ name }) => {
    const regions = document.regions.filter((region) => region.environment === name);
    return regions.length === 0 ? [] : [{ name, regions: regions.map((region) => region.name) }];
  });
}
