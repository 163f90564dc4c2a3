import { own } from '../../common/own.ts';
import type { Definition, Rule } from '../definition/definition.ts';
import type { ReleasedConfigs } from '../evaluation/decide.ts';
import { isDeepStrictEqual } from '../pipeline/deep-equal.ts';
import { releasedPhases } from '../pipeline/release.ts';
import { configsOf, type ConfigDefinition, type Release } from '../pipeline/state.ts';
import type { ConfigState, FlagValue, Version } from '../pipeline/records.ts';
import {
  isOneOf,
  LONGEST_INLINE_SEGMENT,
  membersOf,
  resolveCondition,
  type ResolvingContext,
} from './resolve-condition.ts';
import type { Spec, SpecRule, Specs, SpecsContent } from './spec-types.ts';
import { createSpecsBuilder, passingOn } from './specs-builder.ts';

/** How often an SDK repeats its exposure reports. */
const EXPOSURE_DEDUPE_MS = 1_000;

/** The specs of a moment: what they contain, since when, and for which users. */
export function toSpecs(
  content: SpecsContent,
  { timeMs, environment }: { timeMs: number; environment: string },
): Specs {
  return {
    has_updates: true,
    response_format: 'dcs-v2',
    company_id: 'colorteller',
    time: timeMs,
    default_environment: environment,
    sdk_configs: { exposure_dedupe_ttl_ms: EXPOSURE_DEDUPE_MS },
    layer_configs: {},
    experiment_to_layer: {},
    ...content,
  };
}

/**
 * Every gate and dynamic config as Statsig's SDKs evaluate them. An active release becomes rules: users of its released
 * phases have the rules and the default of the new version, all others those of the current one.
 */
export function resolveSpecs(definition: Definition, state: ReleasedConfigs): SpecsContent {
  const builder = createSpecsBuilder();
  const segments = new Map(definition.segments.map((segment) => [segment.name, segment]));
  const context: ResolvingContext = { builder, segments };
  for (const segment of definition.segments) {
    const sets = membersOf(segment).map((condition) => [builder.key(condition)]);
    builder.addInnerGate(segment.name, passingOn(sets));
  }
  const gates: Record<string, Spec> = {};
  const configs: Record<string, Spec> = {};
  for (const defined of configsOf(definition)) {
    const config = own(state.configs, defined.name);
    if (config === undefined) continue;
    const release = own(state.activeReleases, config.activeRelease ?? '');
    const specs = defined.kind === 'gate' ? gates : configs;
    specs[defined.name] = specOf(defined, { current: config.current, release }, context);
  }
  const longSegments = definition.segments.filter(({ ids }) => ids.length > LONGEST_INLINE_SEGMENT);
  return {
    feature_gates: { ...gates, ...builder.innerGates() },
    dynamic_configs: configs,
    condition_map: builder.conditions(),
    id_lists: Object.fromEntries(longSegments.map(({ name }) => [name, true])),
  };
}

interface Versions {
  current: ConfigState['current'];
  release: Release | undefined;
}

function specOf(
  defined: ConfigDefinition,
  { current, release }: Versions,
  context: ResolvingContext,
): Spec {
  const type = defined.kind === 'gate' ? 'feature_gate' : 'dynamic_config';
  const spec = { current, defined };
  return {
    type,
    entity: type,
    idType: defined.idType,
    salt: defined.salt,
    enabled: defined.enabled,
    defaultValue: current.defaultValue,
    version: current.configVersion,
    rules: [
      ...(release === undefined
        ? []
        : rulesOf(release.to, { ...spec, only: usersReachedBy(release, context) }, context)),
      ...rulesOf(current, { ...spec, only: [] }, context),
    ],
  };
}

/** Conditions that hold for users of a released phase. */
function usersReachedBy(release: Release, context: ResolvingContext): string[] {
  const inner = `reached:${release.id}`;
  const sets = releasedPhases(release)
    .flatMap(({ rules }) => rules)
    .map((rule) => conditionsOf(rule, context));
  context.builder.addInnerGate(inner, passingOn(sets));
  return [context.builder.passes(inner)];
}

interface VersionOf {
  defined: ConfigDefinition;
  current: Version;
  /** Who has this version. */
  only: readonly string[];
}

/** A version as rules that always decide: overrides, rules, and the default. */
function rulesOf(
  version: Version,
  { defined, current, only }: VersionOf,
  context: ResolvingContext,
): SpecRule[] {
  const { builder } = context;
  const { idType, salt, enabled, overrides } = defined;
  const rule = (name: string, conditions: readonly string[], returnValue: FlagValue): SpecRule => ({
    name,
    id: ruleId(version, name),
    salt: name,
    passPercentage: 100,
    idType,
    conditions: [...only, ...conditions],
    returnValue,
  });
  /** Outside a percentage the SDK gives the default of the spec, which is that of the current version. */
  const hasDefaultOfSpec = isDeepStrictEqual(version.defaultValue, current.defaultValue);
  const split = version.rules.flatMap((pathRule, index): SpecRule[] => {
    const { id, passPercentage } = pathRule;
    const conditions = conditionsOf(pathRule, context);
    const whole = rule(id, conditions, pathRule.returnValue);
    if (passPercentage === 100) return [whole];
    if (hasDefaultOfSpec) return [{ ...whole, salt: pathRule.salt, passPercentage }];
    const inner = `share:${defined.name}:v${version.configVersion}:${index + 1}`;
    const share = { ...rule(id, [], true), conditions: [], salt: pathRule.salt, passPercentage };
    builder.addInnerGate(inner, { salt, idType, rules: [share] });
    return [
      rule(id, [...conditions, builder.passes(inner)], pathRule.returnValue),
      rule(id, conditions, version.defaultValue),
    ];
  });
  const unit = { type: 'unit_id', idType } as const;
  return [
    ...overrides.map(({ ids, value }, index) =>
      rule(`(override ${index + 1})`, isOneOf(unit, ids, context), value),
    ),
    ...(enabled ? split : []),
    rule(enabled ? '(default)' : '(disabled)', [], version.defaultValue),
  ];
}

function conditionsOf({ environments, conditions }: Rule, context: ResolvingContext): string[] {
  const tier = { type: 'environment_field', field: 'tier', idType: 'userID' } as const;
  return [
    ...(environments === null ? [] : isOneOf(tier, environments, context)),
    ...conditions.flatMap((condition) => resolveCondition(condition, context)),
  ];
}

/**
 * The id of a rule in our specs, which {@link parseRuleId} of services/colorteller/rule-id.ts takes apart. The version is
 * in it, so that the SDK repeats its exposure report whenever the version changes: it reports one user under one rule only
 * once in a while.
 */
function ruleId({ configVersion, release }: Version, rule: string): string {
  return `v${configVersion}${release === null ? '' : `@${release}`}:${rule}`;
}
