import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { json } from 'node:stream/consumers';
import {
  CONSOLE_PREFIX,
  publishedDocument,
  publishedOperations,
  type OpenApiSchema,
  type OperationName,
} from '../../orchestrator/control-plane/openapi/published-document.ts';
import { createOpenApiValidator } from './openapi-validator.ts';

/** A request as it came. */
export interface Recorded {
  operation: OperationName;
  /** Path and query. */
  address: string;
  key: string | undefined;
  /** Headers of ours that came with it. */
  ours: string[];
  body: unknown;
}

export interface RecordingConsole extends AsyncDisposable {
  url: string;
  requests: Recorded[];
  /** What an operation answers instead. */
  answers: Map<OperationName, Answer>;
}

interface Answer {
  status: number;
  /** Undefined: the answer has no body. */
  body?: unknown;
  headers?: Record<string, string>;
}

const validate = createOpenApiValidator(publishedDocument);

/** A trigger half-way, as the published document has them. */
export const TRIGGER = {
  id: 'trigger-1',
  releasePipelineID: 'p',
  status: 'IN_PROGRESS',
  currentPhase: 'Two',
  currentPhaseID: 'phase-2',
  currentPhaseEndTime: null,
  actions: [
    { type: 'STARTED', timeMs: 0, phaseID: 'phase-1', actorID: 'a', actorName: 'Ann' },
    { type: 'SKIPPED', timeMs: 60_000, phaseID: 'phase-1', actorID: 'b', actorName: 'Bob' },
  ],
  creatorID: 'a',
  createdTime: 0,
  lastModifierID: 'b',
  lastModifierName: 'Bob',
  gateID: 'checkout',
};

/**
 * Plays the published Console API: answers each operation as it is published, takes only what the published document
 * takes, and remembers what came.
 */
export async function startRecordingConsole(): Promise<RecordingConsole> {
  const requests: Recorded[] = [];
  const answers = new Map<OperationName, Answer>();
  const server = createServer((request, response) => {
    void (async () => {
      const { method = '', url = '', headers } = request;
      const body: unknown = await json(request).catch(() => undefined);
      const operation = operationAt(method, url);
      const ours = Object.keys(headers).filter((name) => name.startsWith('x-colorteller'));
      const key = headers['statsig-api-key'] as string | undefined;
      requests.push({ operation, address: url, key, ours, body });
      const answer = answers.get(operation) ?? answerTo(operation, body);
      response.writeHead(answer.status, { 'content-type': 'application/json', ...answer.headers });
      response.end(answer.body === undefined ? '' : JSON.stringify(answer.body));
    })();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests,
    answers,
    [Symbol.asyncDispose]: async () => {
      await new Promise((resolve) => server.close(resolve).closeAllConnections());
    },
  };
}

function operationAt(method: string, address: string): OperationName {
  const path = new URL(address, 'http://local').pathname.slice(CONSOLE_PREFIX.length);
  const found = [...publishedOperations.keys()].find((name) => {
    const [verb = '', template = ''] = name.split(' ');
    const pattern = new RegExp(`^${template.replaceAll(/\{\w+\}/g, '[^/]+')}$`);
    return verb === method && pattern.test(path);
  });
  return found ?? (`${method} ${address}` as OperationName);
}

function answerTo(name: OperationName, body: unknown): Answer {
  const operation = publishedOperations.get(name);
  if (operation === undefined) return { status: 404, body: { status: 404, message: 'Not found' } };
  const { requestBody, responses } = operation;
  const asked = requestBody?.content['application/json']?.schema;
  const problems = asked === undefined ? [] : validate(asked, body);
  if (problems.length > 0) return { status: 400, body: { status: 400, message: problems.join() } };
  const [status = ''] = Object.keys(responses).filter((code) => code.startsWith('2'));
  const content = responses[status]?.content?.['application/json'];
  const answer =
    name.startsWith('PUT /release_pipeline_triggers') ||
    name.startsWith('GET /release_pipeline_triggers/')
      ? { message: 'done', data: TRIGGER }
      : {
          ...(sampleOf(content?.schema ?? {}) as object),
          ...(name.endsWith('/experiment_references') ? { data: [] } : {}),
        };
  const wrong = validate(content?.schema ?? {}, answer);
  return wrong.length === 0
    ? { status: Number(status), body: answer }
    : { status: 500, body: { status: 500, message: `this test's own answer: ${wrong.join()}` } };
}

/** The smallest answer that fits a published schema and has everything in it. */
function sampleOf(schema: OpenApiSchema): unknown {
  const {
    $ref,
    allOf,
    oneOf,
    enum: choices,
    type,
    properties,
    items,
    minimum,
  } = schema as {
    $ref?: string;
    allOf?: OpenApiSchema[];
    oneOf?: OpenApiSchema[];
    enum?: unknown[];
    type?: string;
    properties?: Record<string, OpenApiSchema>;
    items?: OpenApiSchema;
    minimum?: number;
  };
  if ($ref !== undefined) {
    return sampleOf(publishedDocument.components.schemas[$ref.split('/').at(-1) ?? ''] ?? {});
  }
  if (allOf !== undefined) return Object.assign({}, ...allOf.map(sampleOf)) as unknown;
  if (oneOf?.[0] !== undefined) return sampleOf(oneOf[0]);
  if (choices !== undefined) return choices[0];
  if (properties !== undefined) {
    return Object.fromEntries(
      Object.entries(properties).map(([key, value]) => [
        key,
        key === 'nextPage' || key === 'previousPage' ? null : sampleOf(value),
      ]),
    );
  }
  if (type === 'array') return items === undefined ? [] : [sampleOf(items)];
  if (type === 'number' || type === 'integer') return minimum ?? 0;
  if (type === 'boolean') return true;
  return type === 'object' ? {} : 'any';
}
