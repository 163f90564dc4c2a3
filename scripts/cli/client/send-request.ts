import { jsonOf } from '../../../orchestrator/common/readable.ts';
import { z } from 'zod';
import { AppError } from '../../../orchestrator/common/errors/app-error.ts';
import { toErrorCode } from '../../../orchestrator/common/errors/error-codes.ts';
import type { Answer, RequestInit, Send } from './transport.ts';

const TIMEOUT_MS = 10_000;
/** Of an answer of another shape; the first ones say enough. */
const SHOWN_ISSUES = 3;

const errorBodySchema = z.object({
  code: z.string(),
  message: z.string(),
  action: z.string().nullish(),
  details: z.record(z.string(), z.unknown()).optional(),
});

/**
 * The body of an answer, as its schema reads it; fields that only a newer orchestrator knows are dropped.
 * @throws AppError as the orchestrator answered it, NOT_RUNNING when none answers, or BAD_ANSWER for an answer of another shape.
 */
export async function sendRequest<T>(
  { send, url, schema }: { send: Send; url: URL; schema: Promise<z.ZodType<T>> },
  init: RequestInit = {},
): Promise<T> {
  let answer: Answer;
  try {
    answer = await send(url, { signal: AbortSignal.timeout(TIMEOUT_MS), ...init });
  } catch (cause) {
    throw new AppError('NOT_RUNNING', `no orchestrator answers at ${url.origin}`, {
      action: 'Start it with: npx colorteller up',
      cause,
    });
  }
  const body = jsonOf(await answer.text().catch(() => ''));
  const isOk = answer.status >= 200 && answer.status < 300;
  if (isOk) return parseAnswer(await schema, body, url);
  const error = errorBodySchema.safeParse(body);
  if (!error.success) {
    throw new AppError(
      'NOT_RUNNING',
      `what answers at ${url.origin} is no orchestrator: status ${answer.status}, and no error of ours`,
      { action: 'Check the address that --url, COLORTELLER_URL or the context gives.' },
    );
  }
  const { code, message, action, details } = error.data;
  throw new AppError(toErrorCode(code) ?? 'INTERNAL', message, {
    ...(action == null ? {} : { action }),
    ...(details === undefined ? {} : { details }),
  });
}

/** @throws AppError BAD_ANSWER naming each place and what is wrong there. */
export function parseAnswer<T>(schema: z.ZodType<T>, body: unknown, url: URL): T {
  // A command parses an answer or two: to compile the schema first takes longer.
  const parsed = schema.safeParse(body, { jitless: true });
  if (parsed.success) return parsed.data;
  const { issues } = parsed.error;
  const shown = issues.slice(0, SHOWN_ISSUES).map((issue) => {
    const path = z.core.toDotPath(issue.path);
    return path === '' ? issue.message : `${path}: ${issue.message}`;
  });
  const more = issues.length > shown.length ? `; and ${issues.length - shown.length} more` : '';
  throw new AppError(
    'BAD_ANSWER',
    `the answer of ${url.origin}${url.pathname} is not what this version expects: ${shown.join('; ')}${more}`,
    {
      action:
        'The orchestrator may be of another version: compare npx colorteller --version here and there.',
    },
  );
}
