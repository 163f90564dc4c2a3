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

export interface DynamicConfig {
  name: string;
  /** Null: a change applies at once, with no release. */
  pipeline: string | null;
  defaultValue: ConfigValue;
}

/** A workspace file, checked and with every default filled in. */
export interface Definition {
  environments: readonly { name: string; pipelineRequired: boolean }[];
  regions: readonly Region[];
  stacks: readonly Stack[];
  dynamicConfigs: readonly DynamicConfig[];
  pipelines: readonly Pipeline[];
}
