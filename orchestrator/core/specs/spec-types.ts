import type { FlagValue } from '../pipeline/records.ts';

/**
 * What Statsig's server SDKs download, format v2: only what they need. A missing field makes them refuse the whole
 * payload or skip the one spec in silence.
 */
export interface Specs extends SpecsContent {
  has_updates: true;
  response_format: 'dcs-v2';
  company_id: string;
  /** Milliseconds; an SDK ignores what is older than what it holds. */
  time: number;
  /** The tier of an SDK that names none itself. */
  default_environment: string;
  layer_configs: Readonly<Record<string, never>>;
  experiment_to_layer: Readonly<Record<string, never>>;
  sdk_configs: Readonly<Record<string, number>>;
}

/** The part of the specs that gates, dynamic configs and releases decide. */
export interface SpecsContent {
  feature_gates: Readonly<Record<string, Spec>>;
  dynamic_configs: Readonly<Record<string, Spec>>;
  /** What the rules name their conditions by. */
  condition_map: Readonly<Record<string, SpecCondition>>;
  /** Segments that are too long to be written into conditions. */
  id_lists: Readonly<Record<string, boolean>>;
}

export interface Spec {
  type: 'feature_gate' | 'dynamic_config';
  /** A segment is a gate that no list of gates shows, and that leaves no exposure when another asks it. */
  entity: 'feature_gate' | 'dynamic_config' | 'segment';
  idType: string;
  salt: string;
  enabled: boolean;
  defaultValue: FlagValue;
  /** The first whose conditions all hold decides. */
  rules: readonly SpecRule[];
  /** The `configVersion` of users that no release has reached. */
  version?: number;
}

export interface SpecRule {
  name: string;
  id: string;
  /** Said outright, so that the bucket does not follow the id. */
  salt: string;
  passPercentage: number;
  idType: string;
  conditions: readonly string[];
  returnValue: FlagValue;
}

export interface SpecCondition {
  type:
    | 'public'
    | 'user_field'
    | 'unit_id'
    | 'environment_field'
    | 'current_time'
    | 'target_app'
    | 'pass_gate'
    | 'fail_gate';
  idType: string;
  field?: string;
  operator?: string;
  targetValue?: string | number | boolean | null | readonly string[];
}
