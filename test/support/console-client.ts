import { expect } from 'vitest';
import {
  CONSOLE_PREFIX,
  publishedDocument,
  publishedOperations,
  type OperationName,
} from '../../orchestrator/control-plane/openapi/published-document.ts';
import { createOpenApiValidator } from './openapi-validator.ts';
import { CONTROL_KEY } from './served-control-plane.ts';

export interface ConsoleRequest {
  /** The parameters of the path, in its order. */
  path?: readonly string[];
  query?: string;
  body?: unknown;
  headers?: Readonly<Record<string, string>>;
}

/** What tests read of the data of an answer; the client has checked the whole by the published document. */
export interface ShownData {
  id: string;
  name: string;
  description: string;
  version: number;
  status: string;
  lastModifierName: string;
  defaultValue: object;
  failingUserIDs: string[];
  currentPhaseID: string | null;
  rules: { id: string; name: string; passPercentage: number; returnValue?: object }[];
  environments: { id: string }[];
  actions: { type: string }[];
}

export interface ConsoleReply {
  status: number;
  /** One thing, or a list of them: whichever the operation answers with. */
  body: { message: string; data: ShownData & ShownData[]; pagination: object };
}

export interface ConsoleClient {
  /** Calls an operation and checks the answer by the published document, whatever it is. */
  call(name: OperationName, request?: ConsoleRequest): Promise<ConsoleReply>;
  /** Operations that were answered with success. */
  succeeded: Set<OperationName>;
}

const validate = createOpenApiValidator(publishedDocument);

const ERROR_ANSWER = {
  type: 'object',
  required: ['status', 'message'],
  properties: { status: { type: 'integer' }, message: { type: 'string', minLength: 1 } },
};

/** Calls the Console API as a script does. */
export function createConsoleClient(url: string): ConsoleClient {
  const succeeded = new Set<OperationName>();
  return {
    succeeded,
    call: async (name, { path = [], query = '', body, headers = {} } = {}) => {
      const [method = '', template = ''] = name.split(' ');
      const rest = [...path];
      const address = template.replaceAll(/\{\w+\}/g, () => encodeURIComponent(rest.shift() ?? ''));
      const response = await fetch(`${url}${CONSOLE_PREFIX}${address}${query}`, {
        method,
        headers: {
          'statsig-api-key': CONTROL_KEY,
          'content-type': 'application/json',
          ...headers,
        },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      });
      const answer: unknown = await response.json();
      const { status } = response;
      const documented = publishedOperations.get(name)?.responses[String(status)];
      const schema = documented?.content?.['application/json']?.schema;
      if (response.ok) {
        expect(schema, `${name} answered ${status}, which is not documented`).toBeDefined();
        succeeded.add(name);
      }
      expect(validate(schema ?? ERROR_ANSWER, answer), `${name} ${JSON.stringify(answer)}`).toEqual(
        [],
      );
      if (!response.ok) expect(answer).toMatchObject({ status });
      return { status, body: answer as ConsoleReply['body'] };
    },
  };
}
