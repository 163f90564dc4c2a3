import { z } from 'zod';
import { AppError } from '../../orchestrator/common/errors/app-error.ts';
import { toErrorCode } from '../../orchestrator/common/errors/error-codes.ts';
import type { DecisionSource } from '../../orchestrator/ports/decision-source.ts';

const errorBodySchema = z.object({
  code: z.string().transform((text) => toErrorCode(text) ?? 'INTERNAL'),
  message: z.string(),
  action: z.string().nullable(),
});

/** Asks a running orchestrator. */
export interface OrchestratorClient {
  /**
   * @throws AppError NOT_RUNNING when it does not answer in time, the code that it answers with, or INTERNAL when its answer
   * is not understood.
   */
  get<T>(path: string, schema: z.ZodType<T>): Promise<T>;
}

export interface OrchestratorClientOptions {
  /** Such as `http://127.0.0.1:4400`. */
  url: string;
  /** Deadline for one answer, in milliseconds. Default 10 000. */
  timeoutMs?: number;
}

export function createOrchestratorClient(options: OrchestratorClientOptions): OrchestratorClient {
  const { url, timeoutMs = 10_000 } = options;
  return {
    get: async (path, schema) => {
      const address = new URL(path, url).href;
      const answer = await ask(address, timeoutMs);
      const result = schema.safeParse(answer);
      if (result.success) return result.data;
      const details = { address, issues: result.error.issues };
      throw new AppError('INTERNAL', `the answer of ${address} is not what was expected`, {
        action: 'Run the orchestrator and this program from the same version of ColorTeller.',
        details,
      });
    },
  };
}

async function ask(address: string, timeoutMs: number): Promise<unknown> {
  let response: Response;
  let body: unknown;
  try {
    response = await fetch(address, { signal: AbortSignal.timeout(timeoutMs) });
    body = await response.json();
  } catch (cause) {
    throw new AppError('NOT_RUNNING', `no orchestrator answers at ${address} (${timeoutMs} ms)`, {
      action:
        'Start it with "npx colorteller up", and give its address: pulumi config set colorteller:url http://127.0.0.1:PORT',
      details: { address },
      cause,
      retryable: true,
    });
  }
  if (response.ok) return body;
  throw refusal(address, response.status, body);
}

/** The orchestrator's own error, when that is what answered. */
function refusal(address: string, status: number, body: unknown): AppError {
  const result = errorBodySchema.safeParse(body);
  const { code, message, action } = result.data ?? {
    code: 'INTERNAL' as const,
    message: 'it gave no reason',
    action: null,
  };
  return new AppError(code, `${address} answered ${status}: ${message}`, {
    ...(action === null ? {} : { action }),
    details: { address, status },
  });
}

const decisionSchema = z.object({
  value: z.record(z.string(), z.unknown()),
  configVersion: z.number().int().positive(),
  release: z.string().nullable(),
});

/** Decisions from a running orchestrator over HTTP, for a Pulumi program that runs in a process of its own. */
export function createHttpDecisionSource(orchestrator: OrchestratorClient): DecisionSource {
  return {
    decide: ({ region }) =>
      orchestrator.get(`/api/decisions/${encodeURIComponent(region)}`, decisionSchema),
    gate: async (name, { region, environment, custom }) => {
      const user = JSON.stringify({ userID: region, environment, custom });
      const address = `/api/evaluate/${encodeURIComponent(name)}?user=${encodeURIComponent(user)}`;
      return (await orchestrator.get(address, z.object({ value: z.boolean() }))).value;
    },
  };
}

/**
 * The address of the orchestrator, as the Pulumi config gives it.
 * @throws AppError BAD_INPUT that says what to set, when there is none or it is not an http address.
 */
export function requireUrl(url: string | undefined): string {
  if (url !== undefined && /^https?:\/\//.test(url) && URL.canParse(url)) return url;
  const found = url === undefined ? 'is not set' : `is "${url}", which is no http address`;
  throw new AppError('BAD_INPUT', `The Pulumi config value colorteller:url ${found}.`, {
    action:
      'Start an orchestrator (npx colorteller up), then: pulumi config set colorteller:url http://127.0.0.1:PORT',
    details: { url },
  });
}
