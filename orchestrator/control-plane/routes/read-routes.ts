import { Router, type Request } from 'express';
import { AppError } from '../../common/errors/app-error.ts';
import { withCells } from '../../core/definition/cells.ts';
import type { Evaluator, Moment } from '../../core/evaluation/evaluator.ts';
import { rampViews } from '../../core/pipeline/ramps.ts';
import { explain } from '../../core/evaluation/explain.ts';
import type { Interpreter } from '../../runtime/interpreter/interpreter.ts';
import type { DecisionSource } from '../../ports/decision-source.ts';
import type { StackSpec } from '../../ports/stack-spec.ts';
import type { VersionRecord } from '../../runtime/versions/version-record.ts';
import { versionsView } from '../../runtime/versions/version-view.ts';
import { parseJson } from '../../common/readable.ts';
import { evaluationUserSchema, parseAfter, parseBody } from '../schemas.ts';
import { unknownStack } from './loop-routes.ts';
import type { Streams } from '../streams/streams.ts';
import type { StateView } from '../view/state-view.ts';

export interface ReadRoutesOptions {
  interpreter: Interpreter;
  /** What evaluates the definition in effect, and the state as it is. */
  present: () => { evaluator: Evaluator; moment: Moment };
  source: DecisionSource;
  streams: Streams;
  view: () => StateView;
  /** What a Pulumi program needs to deploy a stack; undefined for an unknown one. */
  stackSpec: (stack: string) => StackSpec | undefined;
  /** What the phases that wait would change in the git repository, as a patch. */
  gitopsDiff: () => Promise<string>;
  /** The images that were built; left out: there is nowhere that they are recorded. */
  versions?: () => Promise<VersionRecord[]>;
}

/** What can be read without the key: nothing here changes state or holds a secret. */
export function readRoutes({
  interpreter,
  present,
  source,
  streams,
  view,
  stackSpec,
  gitopsDiff,
  versions,
}: ReadRoutesOptions): Router {
  const router = Router();

  router.get('/state', async (request, response, next) => {
    if (acceptsStream(request)) await streams.state(request, response, next);
    else response.json(view());
  });

  router.get('/page/stream', streams.page);

  router.get('/events', async (request, response, next) => {
    if (acceptsStream(request)) {
      await streams.events(request, response, next);
      return;
    }
    response.json({ events: interpreter.events(parseAfter(request.query['after'])) });
  });

  router.get('/decisions/:region', async (request, response) => {
    const { region: name } = request.params;
    const known = withCells(interpreter.definition().regions);
    const region = known.find((candidate) => candidate.name === name);
    if (region === undefined) {
      throw new AppError('UNKNOWN_REGION', `there is no region "${name}"`, {
        action: `Known: ${known.map((candidate) => candidate.name).join(', ')}.`,
      });
    }
    const { environment, custom } = region;
    response.json(await source.decide({ region: name, environment, custom }));
  });

  router.get('/evaluate/:name', (request, response) => {
    const { name } = request.params;
    const user = parseBody(evaluationUserSchema, readUser(request.query['user'] ?? '{}'));
    const { evaluator, moment } = present();
    const context = { definition: interpreter.definition(), state: interpreter.state() };
    const ramps = rampViews(context, moment.nowMs);
    const explanation = explain(evaluator, { name, user, moment, ramps });
    if (explanation === undefined) {
      throw new AppError('UNKNOWN_CONFIG', `there is no gate or dynamic config "${name}"`, {
        action: `Known: ${Object.keys(interpreter.state().configs).join(', ')}.`,
      });
    }
    response.json(explanation);
  });

  router.get('/gitops/diff', async (_, response) => {
    response.json({ patch: await gitopsDiff() });
  });

  router.get('/versions', async (_, response) => {
    const context = { definition: interpreter.definition(), state: interpreter.state() };
    response.json({ versions: versionsView((await versions?.()) ?? [], context) });
  });

  router.get('/stacks/:stack', (request, response) => {
    const { stack } = request.params;
    const spec = stackSpec(stack);
    if (spec === undefined) {
      throw unknownStack(
        stack,
        interpreter.definition().stacks.map(({ name }) => name),
      );
    }
    response.json(spec);
  });

  return router;
}

/** JSON unless the client asks for server-sent events. */
function acceptsStream(request: Request): boolean {
  return request.accepts(['application/json', 'text/event-stream']) === 'text/event-stream';
}

/** @throws AppError BAD_INPUT */
function readUser(text: unknown): unknown {
  try {
    return parseJson(String(text));
  } catch (cause) {
    throw new AppError('BAD_INPUT', 'user: it is not JSON', {
      action: 'Write for example: ?user={"userID":"u1"}',
      cause,
    });
  }
}
