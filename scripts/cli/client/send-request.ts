import { z } from 'zod';
import { AppError } from '../../../orchestrator/common/errors/app-error.ts';
import { toErrorCode } from '../../../orchestrator/common/errors/error-codes.ts';

const TIMEOUT_MS = 10_000;

const errorBodySchema = z.object({
  code: z.string(),
  message: z.string(),
  action: z.string().nullish(),
  details: z.record(z.string(), z.unknown()).optional(),
});

/** The key goes with every request: where others can reach the orchestrator, reads need it too. */
export function withKey(key: string | null, send: typeof fetch): typeof fetch {
  if (key === null) return send;
  return (url, init) => {
    const headers = new Headers(init?.headers);
    headers.set('authorization', `Bearer ${key}`);
    return send(url, { ...init, headers });
  };
}

/**
 * The answer's body.
 * @throws AppError as the orchestrator answered it, or NOT_RUNNING when none answers.
 */
export async function sendRequest(
  send: typeof fetch,
  url: URL,
  init: RequestInit,
): Promise<unknown> {
  let response: Response;
  try {
    response = await send(url, { signal: AbortSignal.timeout(TIMEOUT_MS), ...init });
  } catch (cause) {
    throw new AppError('NOT_RUNNING', `no orchestrator answers at ${url.origin}`, {
      action: 'Start it with: npx colorteller up',
      cause,
    });
  }
  const body: unknown = await response.json().catch(() => undefined);
  if (response.ok) return body;
  const error = errorBodySchema.safeParse(body);
  if (!error.success) {
    throw new AppError(
      'NOT_RUNNING',
      `what answers at ${url.origin} is no orchestrator: status ${response.status}, and no error of ours`,
      { action: 'Look at the address that --url, COLORTELLER_URL or the context gives.' },
    );
  }
  const { code, message, action, details } = error.data;
  throw new AppError(toErrorCode(code) ?? 'INTERNAL', message, {
    ...(action == null ? {} : { action }),
    ...(details === undefined ? {} : { details }),
  });
}
