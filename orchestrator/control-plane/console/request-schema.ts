import { z } from 'zod';
import { AppError } from '../../common/errors/app-error.ts';
import {
  publishedDocument,
  type OpenApiOperation,
  type OpenApiSchema,
} from '../openapi/published-document.ts';

/** Checks a body or a query, as the published document describes it. */
export interface RequestSchema {
  /** @throws AppError BAD_INPUT naming each place and what is allowed there. */
  body(body: unknown): Readonly<Record<string, unknown>>;
  /** @throws AppError BAD_INPUT */
  query(query: Readonly<Record<string, unknown>>): Readonly<Record<string, string | string[]>>;
}

/** `limit` and `page` have a check of their own, see paginate.ts. */
const PAGING = ['limit', 'page'];

/** Makes the checks of one operation from the published document, so that they cannot differ from it. */
export function requestSchema(operation: OpenApiOperation): RequestSchema {
  const reference = operation.requestBody?.content['application/json']?.schema;
  const bodySchema = reference === undefined ? undefined : resolve(reference);
  const checkBody = bodySchema && compile(bodySchema);
  const knownKeys =
    bodySchema && new Set([...propertiesOf(bodySchema), ...answeredKeys(operation)]);
  const parameters = (operation.parameters ?? [])
    .filter((parameter) => parameter.in === 'query' && !PAGING.includes(parameter.name))
    .map(({ name, schema }) => ({ name, check: compile(schema) }));
  return {
    body: (body) => {
      if (checkBody === undefined) return {};
      const parsed = accept(checkBody, body ?? {}, 'body') as Record<string, unknown>;
      const unknown = Object.keys(parsed).filter((key) => knownKeys?.has(key) === false);
      if (unknown.length > 0) {
        throw new AppError('BAD_INPUT', `${unknown.join(', ')}: not a known key of this request`, {
          action: `Known: ${propertiesOf(bodySchema ?? {}).join(', ')}.`,
        });
      }
      return parsed;
    },
    query: (query) =>
      Object.fromEntries(
        parameters.flatMap(({ name, check }) =>
          query[name] === undefined
            ? []
            : [[name, accept(check, query[name], name) as string | string[]]],
        ),
      ),
  };
}

function accept(schema: z.ZodType, input: unknown, whole: string): unknown {
  const result = schema.safeParse(input);
  if (result.success) return result.data;
  const problems = result.error.issues.map(
    ({ path, message }) => `${path.length === 0 ? whole : path.join('.')}: ${message}`,
  );
  throw new AppError('BAD_INPUT', problems.join('; '), {
    action: 'Correct it, and send the request again.',
  });
}

function compile(schema: OpenApiSchema): z.ZodType {
  return z.fromJSONSchema(asRequest(schema) as OpenApiSchema, { defaultTarget: 'openapi-3.0' });
}

/**
 * A schema as requests are checked by it. A default would change what a partial update left out; and a value that
 * fits two alternatives (an empty list, an answer sent back whole) is no worse for that.
 */
function asRequest(schema: unknown): unknown {
  if (Array.isArray(schema)) return schema.map(asRequest);
  if (typeof schema !== 'object' || schema === null) return schema;
  return Object.fromEntries(
    Object.entries(schema)
      .filter(([key, value]) => key !== 'default' || typeof value === 'object')
      .map(([key, value]) =>
        key === 'oneOf' && Array.isArray(value)
          ? ['anyOf', withEachOthers(value as OpenApiSchema[]).map(asRequest)]
          : [key, asRequest(value)],
      ),
  );
}

/** A body that fits one alternative may have keys of another: they are checked, too, and null is as good as none. */
function withEachOthers(alternatives: readonly OpenApiSchema[]): OpenApiSchema[] {
  const every = Object.assign({}, ...alternatives.map(({ properties }) => properties)) as Record<
    string,
    OpenApiSchema
  >;
  const others = Object.entries(every).map(([name, of]) => [name, { ...of, nullable: true }]);
  return alternatives.map((schema) =>
    typeof schema['properties'] === 'object'
      ? { ...schema, properties: { ...Object.fromEntries(others), ...schema['properties'] } }
      : schema,
  );
}

function resolve(schema: OpenApiSchema): OpenApiSchema {
  const { $ref } = schema;
  if (typeof $ref !== 'string') return schema;
  return publishedDocument.components.schemas[$ref.slice($ref.lastIndexOf('/') + 1)] ?? {};
}

function propertiesOf(schema: OpenApiSchema): string[] {
  const { properties, oneOf, allOf } = schema as {
    properties?: object;
    oneOf?: OpenApiSchema[];
    allOf?: OpenApiSchema[];
  };
  const nested = [...(oneOf ?? []), ...(allOf ?? [])].map(resolve).flatMap(propertiesOf);
  return [...Object.keys(properties ?? {}), ...nested];
}

/** What an answer holds may be sent back with the next request, as scripts that read, edit and write do. */
function answeredKeys({ responses }: OpenApiOperation): string[] {
  const success = Object.entries(responses).find(([status]) => status.startsWith('2'))?.[1];
  const answer = success?.content?.['application/json']?.schema as
    { allOf?: { properties?: { data?: OpenApiSchema } }[] } | undefined;
  const data = answer?.allOf?.find(({ properties }) => properties?.data)?.properties?.data;
  return data === undefined ? [] : propertiesOf(resolve(data));
}
