import { z } from 'zod';
import {
  CONSOLE_PREFIX,
  type OperationName,
} from '../../../orchestrator/control-plane/openapi/operation-name.ts';
import { AppError } from '../../../orchestrator/common/errors/app-error.ts';
import { toErrorCode, type ErrorCode } from '../../../orchestrator/common/errors/error-codes.ts';
import { addressOf, type Target } from '../client/target.ts';

/** Who a change is made for, and why: recorded in our log. The real service knows neither. */
export interface ConsoleBy {
  actor: string;
  reason: string | null;
}

export interface ConsoleRequest {
  /** By the names in the operation's path. */
  params?: Readonly<Record<string, string>>;
  query?: Readonly<Record<string, string>>;
  body?: unknown;
  by?: ConsoleBy;
}

/** What the API answers a success with; of a list every page. */
export interface ConsoleAnswer {
  message: string;
  data?: unknown;
}

/** Statsig's Console API, of ours or of the real service, one call an operation. */
export interface ConsoleClient {
  /** @throws AppError as the API refuses it; CONSOLE_FAILED when it does not answer as it should. */
  call(operation: OperationName, request?: ConsoleRequest): Promise<ConsoleAnswer>;
}

const TIMEOUT_MS = 30_000;

const answerSchema = z.looseObject({
  message: z.string().default(''),
  data: z.unknown().optional(),
  pagination: z.object({ nextPage: z.string().nullish() }).optional(),
});

const errorSchema = z.looseObject({
  message: z.union([z.string(), z.array(z.string()).transform((all) => all.join('; '))]),
  code: z.string().optional(),
});

/** @throws AppError NOT_RUNNING when nothing runs on the workspace, UNAUTHORIZED without a key. */
export async function connectConsole(target: Target): Promise<ConsoleClient> {
  const { url, key } = await addressOf(target);
  if (key === null) {
    throw new AppError('UNAUTHORIZED', `the Console API of ${url} needs a key; none is given`, {
      action: 'Give it by COLORTELLER_KEY, --key or a context.',
    });
  }
  const headers = { 'statsig-api-key': key, 'content-type': 'application/json' };
  const isReal = target.kind === 'statsig';
  return {
    call: async (operation, { params = {}, query = {}, body, by } = {}) => {
      const [method = '', template = ''] = operation.split(' ');
      const path = template.replaceAll(/\{(\w+)\}/g, (_, name: string) =>
        encodeURIComponent(params[name] ?? ''),
      );
      const init: RequestInit = {
        method,
        headers: { ...headers, ...(by === undefined || isReal ? {} : byHeaders(by)) },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      };
      const address = `${url}${CONSOLE_PREFIX}${path}?${new URLSearchParams(query).toString()}`;
      return answerOf({ url, key, isReal }, address.replace(/\?$/, ''), init);
    },
  };
}

interface Place {
  url: string;
  key: string;
  isReal: boolean;
}

/** The first page and those after it, as one. */
async function answerOf(place: Place, address: string, init: RequestInit): Promise<ConsoleAnswer> {
  const first = await request(place, address, init);
  const items: unknown[] = Array.isArray(first.data) ? [...(first.data as unknown[])] : [];
  const visited = new Set([address]);
  for (let next = first.pagination?.nextPage; next;) {
    const page = new URL(next, address);
    // The key goes nowhere else, whatever the answer says; and no list goes round.
    if (page.origin !== place.url || visited.has(page.href)) {
      throw failed(
        place,
        `returned a next page outside of its own path: ${page.origin}${page.pathname}`,
      );
    }
    visited.add(page.href);
    const { data, pagination } = await request(place, page.href, init);
    if (Array.isArray(data)) items.push(...(data as unknown[]));
    next = pagination?.nextPage;
  }
  const { message, data } = first;
  if (data === undefined) return { message };
  return { message, data: Array.isArray(data) ? items : data };
}

async function request(place: Place, address: string, init: RequestInit) {
  let response: Response;
  try {
    // Followed elsewhere, a redirect would take the key with it.
    const options = {
      ...init,
      redirect: 'error',
      signal: AbortSignal.timeout(TIMEOUT_MS),
    } as const;
    response = await fetch(address, options);
  } catch (cause) {
    throw failed(place, 'does not answer', cause);
  }
  const body: unknown = await response.json().catch(() => undefined);
  if (!response.ok) throw refusalOf(place, response, body);
  const answer = answerSchema.safeParse(body);
  if (answer.success) return answer.data;
  throw failed(
    place,
    `answered with status ${response.status}, but not in the format of the Console API`,
  );
}

const BY_STATUS: Readonly<Record<number, ErrorCode>> = {
  400: 'BAD_INPUT',
  401: 'UNAUTHORIZED',
  403: 'FORBIDDEN',
  404: 'NOT_FOUND',
  409: 'ACTION_REFUSED',
  422: 'BAD_INPUT',
  429: 'RATE_LIMITED',
};

function refusalOf(place: Place, { status, headers }: Response, body: unknown): AppError {
  const error = errorSchema.safeParse(body);
  if (!error.success) return failed(place, `answered with status ${status} and no reason`);
  const { message, code = '', ...rest } = error.data;
  const errorCode = toErrorCode(code) ?? BY_STATUS[status];
  // Whatever the service repeats of a request, the key is not shown.
  const text = message.replaceAll(place.key, '…');
  if (errorCode === undefined) return failed(place, `failed with status ${status}: ${text}`);
  const wait = headers.get('retry-after');
  const action =
    errorCode === 'RATE_LIMITED' && wait !== null ? { action: `Try again in ${wait} s.` } : {};
  const errors = 'errors' in rest ? { errors: withoutKey(rest['errors'], place.key) } : {};
  return new AppError(errorCode, text, { ...action, details: { status, ...errors } });
}

function withoutKey(value: unknown, key: string): unknown {
  return JSON.parse(JSON.stringify(value ?? null).replaceAll(key, '…'));
}

function failed({ url, isReal }: Place, what: string, cause?: unknown): AppError {
  return new AppError('CONSOLE_FAILED', `the Console API of ${url} ${what}`, {
    action: isReal
      ? 'Check the address and the network, then try again.'
      : 'Check whether an orchestrator is running there: npx colorteller status',
    cause,
  });
}

/** The bytes of a header are UTF-8; fetch takes them one a character. */
function byHeaders({ actor, reason }: ConsoleBy): Record<string, string> {
  const asBytes = (text: string) => Buffer.from(text.replaceAll(/\s+/g, ' ')).toString('latin1');
  return {
    'x-colorteller-actor': asBytes(actor),
    ...(reason === null ? {} : { 'x-colorteller-reason': asBytes(reason) }),
  };
}
