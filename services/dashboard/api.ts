import type { ErrorBody } from '../../orchestrator/control-plane/error-response.ts';

/** An error of the control plane, in its own words; `OFFLINE` when it does not answer. */
export class ApiError extends Error {
  readonly code: string;
  /** What to do next; null when there is no advice. */
  readonly action: string | null;
  readonly details: Readonly<Record<string, unknown>>;

  constructor({ code, message, action, details }: ErrorBody) {
    super(message);
    this.name = 'ApiError';
    this.code = code;
    this.action = action;
    this.details = details;
  }
}

/** @throws ApiError */
export function get<Answer>(path: string, signal?: AbortSignal): Promise<Answer> {
  return send<Answer>(path, { ...(signal === undefined ? {} : { signal }) });
}

/** Changes something, by the session of this browser. @throws ApiError */
export function post<Answer>(path: string, body: object, signal?: AbortSignal): Promise<Answer> {
  return send<Answer>(path, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
    ...(signal === undefined ? {} : { signal }),
  });
}

async function send<Answer>(path: string, init: RequestInit): Promise<Answer> {
  const headers = { accept: 'application/json', ...(init.headers as Record<string, string>) };
  const response = await fetch(path, { ...init, headers, cache: 'no-store' }).catch(
    (cause: unknown) => {
      if (init.signal?.aborted === true) throw cause;
      throw offline();
    },
  );
  const answer: unknown = await response.json().catch(() => undefined);
  if (response.ok) return answer as Answer;
  throw new ApiError(isErrorBody(answer) ? answer : unexpectedStatus(response.status));
}

function isErrorBody(answer: unknown): answer is ErrorBody {
  return typeof answer === 'object' && answer !== null && 'code' in answer && 'message' in answer;
}

function offline(): ApiError {
  return new ApiError({
    code: 'OFFLINE',
    message: 'the orchestrator does not answer',
    action:
      'The change may not have arrived. Check the state when the connection is back, and try again.',
    details: {},
  });
}

function unexpectedStatus(status: number): ErrorBody {
  return {
    code: 'INTERNAL',
    message: `the server answered with status ${status}`,
    action: 'See orchestrator.log in the workspace for the cause.',
    details: {},
  };
}
