import {
  CONSOLE_PREFIX,
  publishedDocument,
  publishedOperations,
  type OpenApiSchema,
} from '../../../orchestrator/control-plane/openapi/published-document.ts';
import type { Verb } from '../console/verb.ts';

/**
 * What a verb of a resource prints: the data of the answer, by reference into the OpenAPI document of the Console API
 * (an orchestrator serves it at /openapi.json); where the answer has no data, its message.
 */
export function resourceSchema(verb: Verb): OpenApiSchema {
  const pointer = dataOf(verb);
  const $schema = 'https://json-schema.org/draft/2020-12/schema';
  return pointer === undefined
    ? { $schema, ...MESSAGE }
    : {
        $schema,
        description: `The data of ${verb.operation}.`,
        $ref: `openapi.json${fragment(pointer)}`,
      };
}

const MESSAGE = {
  description: 'What the API says; it answers with no data.',
  type: 'object',
  properties: { message: { type: 'string' } },
  required: ['message'],
  additionalProperties: false,
};

type Pointer = readonly string[];

function dataOf({ operation, rows, picks }: Verb): Pointer | undefined {
  const [method = '', address = ''] = operation.split(' ');
  const responses = publishedOperations.get(operation)?.responses ?? {};
  const status = Object.keys(responses).find((one) => one.startsWith('2')) ?? '200';
  const answer = [
    'paths',
    `${CONSOLE_PREFIX}${address}`,
    method.toLowerCase(),
    'responses',
    status,
  ];
  const data = propertyOf([...answer, 'content', 'application/json', 'schema'], 'data');
  if (picks !== true || data === undefined || rows === undefined) return data;
  const list = propertyOf(data, rows);
  return list && [...list, 'items'];
}

/** Where a property of a schema is described, through references and parts; undefined: nowhere. */
function propertyOf(schema: Pointer, name: string): Pointer | undefined {
  const at = resolved(schema);
  const { properties = {}, allOf = [] } = read(at) as {
    properties?: Record<string, unknown>;
    allOf?: unknown[];
  };
  if (Object.hasOwn(properties, name)) return [...at, 'properties', name];
  return allOf
    .map((_, index) => propertyOf([...at, 'allOf', String(index)], name))
    .findLast((found) => found !== undefined);
}

function resolved(pointer: Pointer): Pointer {
  const { $ref } = read(pointer) as { $ref?: string };
  return $ref === undefined ? pointer : resolved($ref.split('/').slice(1));
}

function read(pointer: Pointer): unknown {
  return pointer.reduce<unknown>(
    (value, key) => (value as Record<string, unknown>)[key],
    publishedDocument,
  );
}

/** A JSON Pointer as the fragment of an address. */
function fragment(pointer: Pointer): string {
  const words = pointer.map((key) =>
    encodeURIComponent(key.replaceAll('~', '~0').replaceAll('/', '~1')),
  );
  return `#/${words.join('/')}`;
}
