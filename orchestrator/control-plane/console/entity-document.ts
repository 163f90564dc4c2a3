import type { z } from 'zod';
import { problemsOfIssue } from '../../core/definition/parse.ts';
import { toDynamicConfig, toGate } from '../../core/definition/to-definition.ts';
import { AppError } from '../../common/errors/app-error.ts';
import type { ConfigDefinition } from '../../core/pipeline/state.ts';
import { rulesFromDto, type RuleInput, parseJson5 } from './dto/rule-dto.ts';
import type { Kind } from './entities.ts';
import { dynamicConfigSchema, gateSchema } from '../../core/definition/schema.ts';

type Body = Readonly<Record<string, unknown>>;

/**
 * A gate or dynamic config as a request makes it: what the request leaves out stays as it was.
 * @param before null: it is created.
 * @throws AppError BAD_INPUT naming each place.
 */
export function applyBody(
  kind: Kind,
  name: string,
  body: Body,
  before: ConfigDefinition | null,
): ConfigDefinition {
  refuseUnsupported(body);
  const document = {
    ...(before === null ? { name } : { ...before, kind: undefined }),
    ...pick(body, ['description', 'tags', 'idType', 'defaultValue']),
    ...rename(body, { isEnabled: 'enabled', releasePipelineID: 'pipeline' }),
    ...(kind === 'gate' && body['type'] !== undefined
      ? { permanent: body['type'] === 'PERMANENT' }
      : {}),
    ...(body['rules'] === undefined
      ? {}
      : { rules: rulesFromDto(body['rules'] as RuleInput[], before?.rules ?? [], kind) }),
    ...(kind === 'dynamic-config' ? valuesOf(body, before === null) : {}),
  };
  return parseConfig(kind, withoutBlanks(document));
}

/** A gate or dynamic config from what the workspace file would say of it. @throws AppError BAD_INPUT */
export function parseConfig(kind: Kind, document: Body): ConfigDefinition {
  const written = withoutReached(withoutNulls(document));
  if (kind === 'gate') return { ...toGate(accept(gateSchema, written)), kind };
  return { ...toDynamicConfig(accept(dynamicConfigSchema, written)), kind };
}

/** A version holds the percentage that a ramp has reached; the file never says it. */
function withoutReached(document: Body): Body {
  const { rules } = document;
  if (!Array.isArray(rules)) return document;
  const written = (rules as readonly unknown[]).map((rule) => {
    if (typeof rule !== 'object' || rule === null || !('ramp' in rule)) return rule;
    return Object.fromEntries(Object.entries(rule).filter(([key]) => key !== 'passPercentage'));
  });
  return { ...document, rules: written };
}

/** @throws AppError BAD_INPUT naming each place. */
export function accept<T>(schema: z.ZodType<T>, document: unknown): T {
  const result = schema.safeParse(document);
  if (result.success) return result.data;
  const problems = result.error.issues.flatMap(problemsOfIssue);
  const texts = problems.map(({ path, message }) =>
    path.length === 0 ? message : `${path.join('.')}: ${message}`,
  );
  throw new AppError('BAD_INPUT', texts.join('; '), { action: 'Nothing was changed.' });
}

/** An empty text, list or a no of these is what there is without them: a request that says so changes nothing. */
function withoutBlanks(document: Body): Body {
  const blank = (key: string, value: unknown) =>
    (key === 'description' && value === '') ||
    (key === 'tags' && Array.isArray(value) && value.length === 0) ||
    (key === 'permanent' && value === false);
  return Object.fromEntries(Object.entries(document).filter(([key, value]) => !blank(key, value)));
}

/** A definition holds null where the file leaves a key out. */
function withoutNulls(document: Body): Body {
  return Object.fromEntries(
    Object.entries(document).filter(([, value]) => value !== null && value !== undefined),
  );
}

function valuesOf(body: Body, isNew: boolean): Body {
  const { defaultValue, defaultValueJson5, schema, schemaJson5 } = body;
  const schemaText = schema ?? schemaJson5;
  return {
    ...(defaultValue === undefined && typeof defaultValueJson5 === 'string'
      ? { defaultValue: parseJson5(defaultValueJson5, 'defaultValueJson5') }
      : isNew && defaultValue === undefined
        ? { defaultValue: {} }
        : {}),
    ...(typeof schemaText === 'string' ? { schema: parseJson5(schemaText, 'schema') } : {}),
    ...(schema === null || (schema === undefined && schemaJson5 === null) ? { schema: null } : {}),
  };
}

function pick(body: Body, keys: readonly string[]): Body {
  return Object.fromEntries(
    keys.filter((key) => body[key] !== undefined).map((key) => [key, body[key]]),
  );
}

function rename(body: Body, names: Readonly<Record<string, string>>): Body {
  return Object.fromEntries(
    Object.entries(names)
      .filter(([theirs]) => body[theirs] !== undefined)
      .map(([theirs, ours]) => [ours, body[theirs]]),
  );
}

/** Keys of the published bodies that have no meaning here unless they are empty, with the reason. */
const UNSUPPORTED: Readonly<Record<string, string>> = {
  team: 'there are no teams',
  teamID: 'there are no teams',
  targetApps: 'target apps are not stored; use a condition of type target_app',
  isTemplate: 'there are no templates',
  holdoutIDs: 'there are no holdouts',
  measureMetricLifts: 'there are no metrics',
  monitoringMetrics: 'there are no metrics',
  requiredReviewGroupID: 'there are no groups of reviewers',
  requiresReview: 'saves are not reviewed; the phases of a release pipeline are',
};

/**
 * Refuses what would be silently without effect.
 * @throws AppError BAD_INPUT naming each key and why.
 */
export function refuseUnsupported(body: Body): void {
  const found = Object.entries(body).flatMap(([key, value]) =>
    Object.hasOwn(UNSUPPORTED, key) && !isEmpty(value)
      ? [`${key}: not supported here: ${UNSUPPORTED[key] ?? ''}`]
      : [],
  );
  const review = body['reviewSettings'] as { requiredReview?: boolean } | undefined;
  if (review?.requiredReview === true) {
    found.push(
      'reviewSettings.requiredReview: not supported here: the phases of a release pipeline are reviewed',
    );
  }
  if (found.length === 0) return;
  throw new AppError('BAD_INPUT', found.join('; '), { action: 'Leave it out.' });
}

function isEmpty(value: unknown): boolean {
  if (value === null || value === undefined || value === '' || value === false) return true;
  return Array.isArray(value) && value.length === 0;
}
