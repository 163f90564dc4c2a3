import { z } from 'zod';
import { pipelineReferencesSchema } from '../../core/evaluation/pipeline-references.ts';
import { CONSOLE_DIFFERENCES } from '../console/differences.ts';
import { consoleOperations } from '../console/operations.ts';
import {
  CONSOLE_PREFIX,
  publishedDocument,
  publishedOperations,
  type OpenApiDocument,
  type OpenApiOperation,
  type OpenApiResponse,
  type OpenApiSchema,
  type OperationName,
} from './published-document.ts';

const ERROR_SCHEMA = 'ErrorAnswer';
const PIPELINE_SCHEMA = 'ReleasePipelineDto';

/** What any operation may answer besides its success. */
const ERRORS: Readonly<Record<string, string>> = {
  '400':
    'Not valid, not supported, or not allowed in the present state; the message names the reason.',
  '401': 'The header STATSIG-API-KEY is missing, or is no console key.',
  '403': 'The Host or Origin of the request is not allowed.',
  '404': 'Nothing has that id.',
  '413': 'The body is larger than is taken.',
  '429': 'Too many wrong keys were tried.',
};

const CALLER: OpenApiOperation['parameters'] = [
  {
    name: 'x-colorteller-actor',
    in: 'header',
    required: false,
    description:
      'The person behind the request: the actor in the log, the creator or modifier. Default: console.',
    schema: { type: 'string', maxLength: 100 },
  },
  {
    name: 'x-colorteller-reason',
    in: 'header',
    required: false,
    description: 'Why, for the log.',
    schema: { type: 'string', maxLength: 1_000 },
  },
];

/** The OpenAPI document of our Console API: the published one, for what is here, with the differences applied. */
export function ourDocument(version: string): OpenApiDocument {
  const paths: OpenApiDocument['paths'] = {};
  for (const [name, operation] of publishedOperations) {
    if (consoleOperations[name] === undefined) continue;
    const [method = '', address = ''] = name.split(' ');
    const path = (paths[`${CONSOLE_PREFIX}${address}`] ??= {});
    path[method.toLowerCase()] = ours(name, operation);
  }
  return {
    openapi: publishedDocument.openapi,
    info: {
      title: 'ColorTeller: Console API',
      version,
      description:
        "Statsig's Console API as ColorTeller answers it. Each operation says where it differs from the published one.",
    },
    servers: [{ url: '/' }],
    paths,
    components: {
      ...publishedDocument.components,
      schemas: {
        ...publishedDocument.components.schemas,
        [PIPELINE_SCHEMA]: withReferences(publishedDocument.components.schemas[PIPELINE_SCHEMA]),
        [ERROR_SCHEMA]: {
          type: 'object',
          required: ['status', 'message', 'code'],
          properties: {
            status: { type: 'integer' },
            message: { type: 'string' },
            code: { type: 'string', description: "ColorTeller's code of the error, for programs." },
          },
        },
      },
    },
  };
}

/** The published pipeline, with the field that only ours has. */
function withReferences(published: OpenApiSchema = {}): OpenApiSchema {
  const references = z.toJSONSchema(pipelineReferencesSchema, { target: 'openapi-3.0' });
  return { ...published, properties: { ...(published['properties'] ?? {}), references } };
}

function ours(name: OperationName, operation: OpenApiOperation): OpenApiOperation {
  const difference = CONSOLE_DIFFERENCES[name];
  const parameters = (operation.parameters ?? []).filter((parameter) => parameter.in !== 'header');
  const successes = Object.entries(operation.responses).filter(([status]) =>
    status.startsWith('2'),
  );
  return {
    ...operation,
    ...(difference === undefined
      ? {}
      : {
          description: [operation.description, `**Differs:** ${difference}`]
            .filter(Boolean)
            .join('\n\n'),
        }),
    parameters: [...parameters, ...(name.startsWith('GET') ? [] : (CALLER ?? []))],
    responses: Object.fromEntries([...successes, ...Object.entries(ERRORS).map(errorResponse)]),
  };
}

function errorResponse([status, description]: [string, string]): [string, OpenApiResponse] {
  const schema = { $ref: `#/components/schemas/${ERROR_SCHEMA}` };
  return [status, { description, content: { 'application/json': { schema } } }];
}
