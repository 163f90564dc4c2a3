import express, { Router, type Request, type RequestHandler } from 'express';
import { AppError } from '../../errors/app-error.ts';
import type { Interpreter } from '../../interpreter/interpreter.ts';
import { requireKeyIn } from '../middleware/require-key-in.ts';
import { publishedOperations, type OperationName } from '../openapi/published-document.ts';
import { checkPlan } from './check-plan.ts';
import { unknownConsolePath } from './console-error.ts';
import { createHistory } from './history.ts';
import type { ConsoleAccess } from './operation.ts';
import { consoleOperations } from './operations.ts';
import { requestSchema, type RequestSchema } from './request-schema.ts';
import { save, type By } from './save.ts';

export interface ConsoleRoutesOptions {
  interpreter: Interpreter;
  /** Pipeline time. */
  nowMs: () => number;
  /** Whether a text is a key of the Console API; compares in constant time. */
  isConsoleKey: (text: string) => boolean;
  /** Real time, milliseconds from any beginning: what the limit of wrong keys goes by. */
  patienceMs: () => number;
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
      patienceMs: options.patienceMs,
      hint: 'This endpoint only accepts an active console key, in the header STATSIG-API-KEY',
      wrongKey: 'UNAUTHORIZED',
    }),
    express.json({ limit: BODY_LIMIT, strict: false, type: () => true }),
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

function accessTo({ interpreter, nowMs }: ConsoleRoutesOptions): ConsoleAccess {
  return {
    context: () => ({ definition: interpreter.definition(), state: interpreter.state() }),
    history: createHistory(interpreter),
    nowMs,
    save: (by, make) =>
      save({ interpreter, nowMs }, by, (context) => checkPlan(context, make(context))),
    act: async (event) => {
      await interpreter.submit(event);
    },
  };
}

/** Who asks: a key stands for nobody in particular, so a caller may name the person it acts for. */
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
