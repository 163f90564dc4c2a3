import type { Condition } from './condition-schema.ts';

/** JSON object that a dynamic config holds; for `colorteller` it has a `color`. */
export type ConfigValue = Readonly<Record<string, unknown>>;

export interface Rule {
  name: string;
  /** Null: in every environment. */
  environments: readonly string[] | null;
  /** All must hold. */
  conditions: readonly Condition[];
}

export interface Phase {
  id: string;
  name: string;
  requiredReview: boolean;
  timeIntervalMs: number;
  /** Any may match. */
  rules: readonly Rule[];
}

export interface Pipeline {
  name: string;
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
}

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
  enabled: boolean;
  /** `userID`, or a key of the user's customIDs. */
  idType: string;
  salt: string;
  /** The first that matches decides. */
  rules: readonly TargetingRule<Value>[];
  overrides: readonly { ids: readonly string[]; value: Value }[];
}

export interface Gate extends Targeting<boolean> {
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

/** A workspace file, checked and with every default filled in. */
export interface Definition {
  environments: readonly { name: string; pipelineRequired: boolean }[];
  regions: readonly Region[];
  stacks: readonly Stack[];
  dynamicConfigs: readonly DynamicConfig[];
  pipelines: readonly Pipeline[];
  gates: readonly Gate[];
  segments: readonly Segment[];
}
