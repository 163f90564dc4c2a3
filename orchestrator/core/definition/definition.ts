import type { Condition } from './condition-schema.ts';
import type { ALERT_KINDS } from './webhook-schema.ts';
import type { FaultPlan } from './fault.ts';

/** JSON object that a dynamic config holds; for `colorteller` it has a `color`. */
export type ConfigValue = Readonly<Record<string, unknown>>;

export interface Rule {
  name: string;
  /** Null: in every environment. */
  environments: readonly string[] | null;
  /** All must hold. */
  conditions: readonly Condition[];
}

/** What happens to a phase that is not approved in time. */
export type TimeoutOutcome = 'abort' | 'skip' | 'approve';

export interface Phase {
  id: string;
  name: string;
  requiredReview: boolean;
  /** How many different people have to approve; 1 where nothing else is said. */
  minimumApprovals: number;
  /** Whether the starter of the release may approve. */
  selfApproval: boolean;
  /** Null: an approval is waited for without end. */
  approvalTimeoutMs: number | null;
  onApprovalTimeout: TimeoutOutcome;
  timeIntervalMs: number;
  /** Any may match. */
  rules: readonly Rule[];
  /** What must hold of the answers of its regions while it is live; left out: nothing. */
  guardrails?: readonly Guardrail[];
}

/** A rule about measured numbers that a live phase has to keep. */
export interface Guardrail {
  /** Unique in its phase. */
  name: string;
  /** What must hold, as `guard-check.ts` reads it: `error-rate <= 2%`. */
  check: string;
  /** How far back requests count, real time. */
  windowMs: number;
  /** With fewer requests of the new version in the window nothing is judged. */
  minimumSamples: number;
  /** `hold`: the phase does not end while the breach lasts. */
  onBreach: 'abort' | 'pause' | 'hold';
  /** What a phase does whose numbers cannot be judged. */
  onError: 'hold' | 'continue';
  /** It only reports its verdict. */
  dryRun: boolean;
}

/** A span of time, once or recurring, in which phases may start (`allow`) or may not (`deny`). */
export interface ChangeWindow {
  name: string;
  kind: 'allow' | 'deny';
  /** An RFC 5545 recurrence rule without its RRULE: prefix; null: once, at `start`. */
  rule: string | null;
  /** ISO 8601 local date and time that the rule counts from. */
  start: string;
  durationMs: number;
  /** IANA name of the time zone that `start` and the rule are in. */
  timeZone: string;
}

/** What happens to a live phase whose regions do not answer. */
export type RegionFailurePolicy = 'hold' | 'continue' | 'abort';

export interface Pipeline {
  name: string;
  /** What a change does while a release of the same config is active. */
  onChange: 'refuse' | 'supersede';
  changeWindows: readonly ChangeWindow[];
  /** Left out: `hold`. */
  onRegionFailure?: RegionFailurePolicy;
  /** How long regions may take to answer before that takes effect; left out: five minutes. */
  answerWithinMs?: number;
  phases: readonly Phase[];
}

export interface Region {
  name: string;
  environment: string;
  port: number;
  replicas: number;
  /** Attributes for rules; `region` is always among them. */
  custom: Readonly<Record<string, string>>;
  /** Null: the host of the chosen runtime. */
  dockerHost: string | null;
  /** Whether updates write its colour, or its services ask Statsig's SDK; left out: `file`. */
  configSource?: ConfigSource;
  /** Its resources may be neither deleted nor replaced; left out: they may. */
  protect?: boolean;
}

/** Where the services of a region get their application config. */
export type ConfigSource = 'file' | 'statsig';

export interface Stack {
  name: string;
  /** Names of regions, in the order of the workspace file. */
  regions: readonly string[];
}

/** A rule of a gate or dynamic config. */
export interface TargetingRule<Value> extends Rule {
  id: string;
  salt: string;
  /** 0 to 100. Who matches and is outside gets the default; later rules are not asked. */
  passPercentage: number;
  returnValue: Value;
}

/** What gates and dynamic configs have in common: how a user's value is found. */
export interface Targeting<Value> {
  name: string;
  description?: string;
  tags?: readonly string[];
  /** Kept for the record; left out: false. */
  archived?: boolean;
  enabled: boolean;
  /** `userID`, or a key of the user's customIDs. */
  idType: string;
  salt: string;
  /** The first that matches decides. */
  rules: readonly TargetingRule<Value>[];
  overrides: readonly { ids: readonly string[]; value: Value }[];
}

export interface Gate extends Targeting<boolean> {
  /** Meant to stay; left out: false. */
  permanent?: boolean;
  /** Null: a change applies at once, with no release. */
  pipeline: string | null;
  defaultValue: boolean;
}

export interface Segment {
  name: string;
  idType: string;
  ids: readonly string[];
}

export interface DynamicConfig extends Targeting<ConfigValue> {
  /** Null: a change applies at once, with no release. */
  pipeline: string | null;
  defaultValue: ConfigValue;
  /** JSON Schema of the value; null: any object. */
  schema: Readonly<Record<string, unknown>> | null;
}

export interface Environment {
  name: string;
  /** A change that touches only environments without it applies at once. */
  pipelineRequired: boolean;
  /** Left out: whether the name is `production`. */
  production?: boolean;
}

/** Where Kubernetes manifests of what regions should have are committed to. */
export interface GitOpsSettings {
  /** Of the repository, from the folder of the workspace. */
  folder: string;
  /** Where Argo CD fetches it from. */
  repoUrl: string;
  /** The branch that is committed to. */
  revision: string;
  namespace: string;
}

/** How the loop runs the updates of the stacks; what is left out is as `loop/update-rules.ts` says. */
export interface UpdateSettings {
  /** How many side by side. */
  maxParallel?: number;
  /** What a failure does to the stacks that still wait for their update. */
  onFailure?: 'go-on' | 'stop';
  /** How often what really runs is compared; 0: never. */
  resyncEveryMs?: number;
  /** After how long an update is stopped. */
  timeoutMs?: number;
}

/** Events that a webhook may receive. */
export type AlertKind = (typeof ALERT_KINDS)[number];

/** An environment variable of the orchestrator that holds what no file may. */
export interface FromEnvironment {
  env: string;
}

/** A receiver of events. */
export interface WebhookSettings {
  /** Its delivery position is stored by this name. */
  name: string;
  url: string | FromEnvironment;
  /** Left out: all. */
  events?: readonly AlertKind[];
  format: 'json' | 'slack';
  /** What deliveries are signed with; left out: they are not signed. */
  secret?: FromEnvironment;
}

/** Requests of our own to the regions. */
export interface TrafficSettings {
  /** Whether it starts with `up`. */
  isOn: boolean;
  /** Requests a second, over all regions together. */
  rate: number;
}

/** A workspace file, checked and with every default filled in. */
export interface Definition {
  environments: readonly Environment[];
  regions: readonly Region[];
  stacks: readonly Stack[];
  dynamicConfigs: readonly DynamicConfig[];
  pipelines: readonly Pipeline[];
  gates: readonly Gate[];
  segments: readonly Segment[];
  /** For the changes of every config, besides those of its pipeline. */
  changeWindows: readonly ChangeWindow[];
  /** Where Pulumi keeps state and locks, read when `up` starts; left out: in files in the workspace. */
  backend?: string;
  /** Left out: nothing is committed anywhere. */
  gitops?: GitOpsSettings;
  updates?: UpdateSettings;
  /** Left out: no webhooks. */
  webhooks?: readonly WebhookSettings[];
  /** Left out: no faults. */
  faults?: FaultPlan;
  /** Left out: there is none until it is started. */
  traffic?: TrafficSettings;
}
