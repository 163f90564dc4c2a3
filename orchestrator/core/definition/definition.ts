import type { z } from 'zod';
import type { changeWindowSchema } from './change-window-schema.ts';
import type { Condition } from './condition-schema.ts';
import type { Guardrail } from './guardrail-schema.ts';
import type { machinePriceSchema } from './machine-schema.ts';
import type { PolicyPackSettings } from './policy-schema.ts';
import type { probeSchema } from './program-schema.ts';
import type { regionSchema, stackSchema } from './region-schema.ts';
import type {
  contractsSchema,
  environmentSchema,
  gitopsSchema,
  segmentSchema,
  trafficSchema,
} from './schema.ts';
import type { rampSchema } from './targeting-schema.ts';
import type { ALERT_KINDS, webhookSchema } from './webhook-schema.ts';
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
export type { Guardrail };

/** A span of time, once or recurring, in which phases may start (`allow`) or may not (`deny`). */
export type ChangeWindow = z.infer<typeof changeWindowSchema>;

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

/** `custom` always has the attribute `region`. */
export type Region = Omit<z.infer<typeof regionSchema>, 'dockerHost'> & {
  /** Null: the host of the chosen runtime. */
  dockerHost: string | null;
};

/** Where the services of a region get their application config. */
export type ConfigSource = NonNullable<Region['configSource']>;

export type Stack = z.infer<typeof stackSchema>;

/** How the percentage of a rule rises by itself; `every` is in milliseconds. */
export type Ramp = Readonly<z.infer<typeof rampSchema>>;

/** A rule of a gate or dynamic config. */
export interface TargetingRule<Value> extends Rule {
  id: string;
  salt: string;
  /** 0 to 100. A match outside of it gets the default; later rules are not evaluated. */
  passPercentage: number;
  /** In the definition the percentage is that of its first step, in a version the one that it has reached. */
  ramp?: Ramp;
  returnValue: Value;
}

/** What gates and dynamic configs have in common: how a user's value is found. */
export interface Targeting<Value> {
  name: string;
  description?: string;
  tags?: readonly string[];
  /** Off, and still listed; left out: false. */
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

export type Segment = z.infer<typeof segmentSchema>;

export interface DynamicConfig extends Targeting<ConfigValue> {
  /** Null: a change applies at once, with no release. */
  pipeline: string | null;
  defaultValue: ConfigValue;
  /** JSON Schema of the value; null: any object. */
  schema: Readonly<Record<string, unknown>> | null;
}

export type Environment = z.infer<typeof environmentSchema>;

/** Where Kubernetes manifests of what regions should have are committed to. */
export type GitOpsSettings = z.infer<typeof gitopsSchema>;

/** How the loop runs the updates of the stacks; what is left out is as `updateRules` says. */
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

/** A machine that can be rented, and its price. */
export type MachinePrice = z.infer<typeof machinePriceSchema>;

/** Events that a webhook may receive. */
export type AlertKind = (typeof ALERT_KINDS)[number];

/** A receiver of events. */
export type WebhookSettings = z.infer<typeof webhookSchema>;

/** Requests of our own to the regions. */
export type TrafficSettings = z.infer<typeof trafficSchema>;

/** A program of one's own, which deploys the stacks. */
export interface ProgramFile {
  /** As the workspace file names it: `./program.ts`. */
  file: string;
  /** The hash of what it was compiled to, which the workspace keeps under this name; null: it was not compiled yet. */
  build: string | null;
}

/** How regions that do not run our service are observed. */
export type ProbeSettings = z.infer<typeof probeSchema>;

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
  /** Left out: no region asks for a machine. */
  prices?: readonly MachinePrice[];
  /** Left out: updates keep no policies. */
  policies?: readonly PolicyPackSettings[];
  /** Left out: the program that runs our service. */
  program?: ProgramFile;
  /** Left out: regions answer as our service does. */
  probe?: ProbeSettings;
  /** Where Pulumi keeps state and locks, read when `up` starts; left out: in files in the workspace. */
  backend?: string;
  /** Left out: nothing is committed anywhere. */
  gitops?: GitOpsSettings;
  updates?: UpdateSettings;
  /** Left out: no webhooks. */
  webhooks?: readonly WebhookSettings[];
  /** Left out: every contract between environments is enforced. */
  contracts?: z.infer<typeof contractsSchema>;
  /** Left out: no faults. */
  faults?: FaultPlan;
  /** Left out: there is none until it is started. */
  traffic?: TrafficSettings;
}
