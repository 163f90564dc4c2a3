import { createHash } from 'node:crypto';
import { Router, type ErrorRequestHandler, type Request } from 'express';
import { hideKeys } from '../../common/errors/hide-keys.ts';
import type { Evaluator, Moment } from '../../core/evaluation/evaluator.ts';
import { errorHandler } from '../error-response.ts';
import { jsonBody } from '../middleware/json-body.ts';
import { requireKeyIn } from '../middleware/require-key.ts';
import { evaluateFlag, type ErrorCode, type FlagFailure } from './flag-evaluation.ts';
import { z } from 'zod';
import type { EvaluationUser } from '../../core/targeting/user.ts';

export interface OfrepRoutesOptions {
  /** What evaluates the definition in effect, and the state as it is. */
  present: () => { evaluator: Evaluator; moment: Moment };
  /** Whether a text is a key that may evaluate flags; compares in constant time. */
  isEvaluationKey: (text: string) => boolean;
  /** Real time in milliseconds: what the limit of wrong keys goes by. */
  realNowMs: () => number;
}

const STATUS: Readonly<Record<ErrorCode, number>> = {
  PARSE_ERROR: 400,
  TARGETING_KEY_MISSING: 400,
  INVALID_CONTEXT: 400,
  GENERAL: 500,
  FLAG_NOT_FOUND: 404,
};

/**
 * The OpenFeature Remote Evaluation Protocol: any OpenFeature SDK asks for gates (boolean) and dynamic configs (object).
 * @see https://github.com/open-feature/protocol
 */
export function ofrepRoutes({ present, isEvaluationKey, realNowMs }: OfrepRoutesOptions): Router {
  const router = Router();
  router.use(
    requireKeyIn({
      read: keyOf,
      isKey: isEvaluationKey,
      nowMs: realNowMs,
      hint: 'flags are evaluated with a key, as "Authorization: Bearer KEY" or "X-API-Key: KEY"',
      wrongKey: 'FORBIDDEN',
    }),
    jsonBody({ limit: '100kb', strict: false, type: () => true }),
  );

  router.post('/v1/evaluate/flags/:key', (request, response) => {
    const { key } = request.params;
    const read = contextUser(contextOf(request));
    if ('problem' in read) {
      const failure: FlagFailure = {
        key,
        errorCode: 'INVALID_CONTEXT',
        errorDetails: read.problem,
      };
      response.status(STATUS.INVALID_CONTEXT).json(failure);
      return;
    }
    const { evaluator, moment } = present();
    const answer = evaluateFlag(evaluator, key, read.user, moment) ?? {
      key,
      errorCode: 'FLAG_NOT_FOUND' as const,
      errorDetails: `there is no gate or dynamic config "${key}"`,
    };
    response.status('errorCode' in answer ? STATUS[answer.errorCode] : 200).json(answer);
  });

  router.post('/v1/evaluate/flags', (request, response) => {
    const read = contextUser(contextOf(request));
    if ('problem' in read) {
      response
        .status(STATUS.INVALID_CONTEXT)
        .json({ errorCode: 'INVALID_CONTEXT', errorDetails: read.problem });
      return;
    }
    const { evaluator, moment } = present();
    const flags = Object.keys(moment.configs.configs).flatMap(
      (key) => evaluateFlag(evaluator, key, read.user, moment) ?? [],
    );
    const body = JSON.stringify({ flags });
    const tag = `"${createHash('sha256').update(body).digest('base64url')}"`;
    response.set('etag', tag);
    if (matchesEtag(request.get('if-none-match'), tag)) response.status(304).end();
    else response.type('application/json').send(body);
  });

  return router;
}

/** Errors as OpenFeature's clients read them. */
export function ofrepErrors(onInternal: (error: unknown) => void): ErrorRequestHandler {
  return errorHandler(onInternal, ({ code, message }, http, request, response) => {
    const errorCode: ErrorCode = code === 'BAD_INPUT' ? 'PARSE_ERROR' : 'GENERAL';
    const [, key] = /\/evaluate\/flags\/([^/?]+)/.exec(request.originalUrl) ?? [];
    response
      .status(http)
      .json({ ...(key === undefined ? {} : { key }), errorCode, errorDetails: hideKeys(message) });
  });
}

/** An absent body or context is a user without attributes. */
function contextOf({ body }: Request): unknown {
  if (body === undefined) return {};
  if (typeof body !== 'object' || body === null) return body;
  return (body as { context?: unknown }).context ?? {};
}

function keyOf(request: Request): string | undefined {
  const [, bearer] = /^Bearer (.+)$/.exec(request.get('authorization') ?? '') ?? [];
  return bearer ?? request.get('x-api-key');
}

function matchesEtag(header: string | undefined, tag: string): boolean {
  const tags = (header ?? '').split(',').map((tag) => tag.trim().replace(/^W\//, ''));
  return tags.includes(tag) || tags.includes('*');
}

const single = z.union([z.string(), z.number(), z.boolean()]);
const text = z.string().exactOptional();

/** The attributes of an OpenFeature context that have a name in rules; every other is a custom field. */
const contextSchema = z
  .object({
    targetingKey: text,
    email: text,
    ip: text,
    country: text,
    appVersion: text,
    appID: text,
    environment: text,
    customIDs: z.record(z.string(), z.string()).exactOptional(),
  })
  .catchall(z.union([single, z.null(), z.array(single)]));

/** The user that an OpenFeature context speaks of, or what is wrong with the context. */
function contextUser(context: unknown): { user: EvaluationUser } | { problem: string } {
  const result = contextSchema.safeParse(context);
  if (!result.success) {
    const problems = result.error.issues.map(
      ({ path, message }) => `${['context', ...path].join('.')}: ${message}`,
    );
    return { problem: problems.join('; ') };
  }
  const { targetingKey, email, ip, country, appVersion, appID, environment, customIDs, ...custom } =
    result.data;
  const named = {
    userID: targetingKey,
    email,
    ip,
    country,
    appVersion,
    appID,
    environment,
    customIDs,
  };
  const defined = Object.fromEntries(
    Object.entries(named).filter(([, value]) => value !== undefined),
  );
  return { user: { ...defined, custom } };
}
