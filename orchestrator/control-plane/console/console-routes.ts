import { own } from '../../common/own.ts';
import { Router, type Request, type RequestHandler } from 'express';
import { AppError } from '../../common/errors/app-error.ts';
import type { ImageCheck } from '../../runtime/images/image-check.ts';
import type { Interpreter } from '../../runtime/interpreter/interpreter.ts';
import { imagesOf } from '../../runtime/versions/version-view.ts';
import { jsonBody } from '../middleware/json-body.ts';
import { requireKeyIn } from '../middleware/require-key.ts';
import { publishedOperations, type OperationName } from '../openapi/published-document.ts';
import { checkPlan } from './check-plan.ts';
import { unknownConsolePath } from './console-error.ts';
import { createReleaseArchive } from '../../runtime/interpreter/release-archive.ts';
import { createHistory } from './history.ts';
import type { ConsoleAccess } from './operation.ts';
import { consoleOperations } from './operations.ts';
import { requestSchema, type RequestSchema } from './request-schema.ts';
import { save, type By, type Plan } from './save.ts';
import type { Context } from '../../core/pipeline/state.ts';

export interface ConsoleRoutesOptions {
  interpreter: Interpreter;
  /** Pipeline time. */
  nowMs: () => number;
  /** Refuses images that no region could run. Default: none is refused. */
  requireImages?: ImageCheck;
  /** Whether a text is a key of the Console API; compares in constant time. */
  isConsoleKey: (text: string) => boolean;
  /** Real time, milliseconds from any beginning: what the limit of wrong keys goes by. */
  realNowMs: () => number;
}

/** A gate's two thousand overrides fit in, with room. */
const BODY_LIMIT = '1mb';
const LONGEST_ACTOR = 100;
const LONGEST_REASON = 1_000;

/** Statsig's Console API; every route needs a console key, reads too. */
export function consoleRoutes(options: ConsoleRoutesOptions): Router {
  const router = Router();
  const access = accessTo(options);
  router.use(
    requireKeyIn({
      read: (request) => request.get('statsig-api-key'),
      isKey: options.isConsoleKey,
      nowMs: options.realNowMs,
      hint: 'This endpoint only accepts an active console key, in the header STATSIG-API-KEY',
      wrongKey: 'UNAUTHORIZED',
    }),
    jsonBody({ limit: BODY_LIMIT, strict: false, type: () => true }),
  );
  for (const [name, published] of publishedOperations) {
    const operation = consoleOperations[name];
    if (operation === undefined) continue;
    const [method = '', template = ''] = name.split(' ');
    const address = template.replaceAll(/\{(\w+)\}/g, ':$1');
    const status = Number(Object.keys(published.responses).find((code) => code.startsWith('2')));
    let made: RequestSchema | undefined;
    // Made when it is first needed: there are many, and a start should not wait for them.
    const schema = () => (made ??= requestSchema(published));
    const handle: RequestHandler = async (request, response) => {
      const answer = await operation({
        access,
        by: byOf(request),
        params: request.params as Record<string, string>,
        query: schema().query(request.query),
        body: schema().body(request.body),
        address: request.originalUrl,
      });
      response.status(status).json(answer);
    };
    router[method.toLowerCase() as Lowercase<Methods>](address, handle);
  }
  router.use(unknownConsolePath);
  return router;
}

type Methods = OperationName extends `${infer Method} ${string}` ? Method : never;

function accessTo(options: ConsoleRoutesOptions): ConsoleAccess {
  const { interpreter, nowMs, requireImages } = options;
  const context = () => ({ definition: interpreter.definition(), state: interpreter.state() });
  return {
    context,
    history: createHistory(interpreter),
    archive: createReleaseArchive(interpreter),
    nowMs,
    save: async (by, make) => {
      if (requireImages !== undefined) await requireImages(newImages(context(), make(context())));
      await save({ interpreter, nowMs }, by, (present) => checkPlan(present, make(present)));
    },
    act: async (event) => {
      await interpreter.submit(event);
    },
  };
}

/** Images that a plan brings; hosts are not queried again for those that regions have. */
function newImages({ state }: Context, { content }: Plan): string[] {
  if (content === undefined) return [];
  const current = own(state.configs, content.config)?.current;
  const present = current === undefined ? [] : imagesOf(current);
  return imagesOf(content.change).filter((image) => !present.includes(image));
}

/** The caller: a key belongs to no person, so a caller may name the person it acts for. */
function byOf(request: Request): By {
  const actor = header(request, 'x-colorteller-actor', LONGEST_ACTOR) ?? 'console';
  return { actor, reason: header(request, 'x-colorteller-reason', LONGEST_REASON) };
}

/** @throws AppError BAD_INPUT */
function header(request: Request, name: string, longest: number): string | null {
  const text = utf8(request.get(name) ?? '').trim();
  if (text.length <= longest) return text === '' ? null : text;
  throw new AppError('BAD_INPUT', `${name}: at most ${longest} characters`);
}

/** Node reads the bytes of a header one a character; people write UTF-8. What is not, stays as it was read. */
function utf8(text: string): string {
  const decoded = Buffer.from(text, 'latin1').toString('utf8');
  return decoded.includes('\uFFFD') ? text : decoded;
}
