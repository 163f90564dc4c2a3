import { Router } from 'express';
import { AppError } from '../../errors/app-error.ts';
import type { Interpreter } from '../../interpreter/interpreter.ts';
import type { DecisionSource } from '../../../infra/program/decision-source.ts';
import type { StackSpec } from '../../../infra/program/stack-spec.ts';
import type { StateView } from '../view/state-view.ts';

export interface ReadRoutesOptions {
  interpreter: Interpreter;
  source: DecisionSource;
  view: () => StateView;
  /** What a Pulumi program needs to deploy a stack; undefined for an unknown one. */
  stackSpec: (stack: string) => StackSpec | undefined;
}

/** What can be read without the key: nothing here changes state or holds a secret. */
export function readRoutes({ interpreter, source, view, stackSpec }: ReadRoutesOptions): Router {
  const router = Router();

  router.get('/state', (_request, response) => {
    response.json(view());
  });

  router.get('/events', (request, response) => {
    const after = Number(request.query['after'] ?? 0);
    if (!Number.isInteger(after) || after < 0) {
      throw new AppError('BAD_INPUT', 'after: must be a sequence number, 0 or more');
    }
    response.json({ events: interpreter.events(after) });
  });

  router.get('/decisions/:region', async (request, response) => {
    const { region: name } = request.params;
    const region = interpreter.definition.regions.find((candidate) => candidate.name === name);
    if (region === undefined) {
      throw new AppError('UNKNOWN_REGION', `there is no region "${name}"`, {
        action: `Known: ${interpreter.definition.regions.map((known) => known.name).join(', ')}.`,
      });
    }
    const { environment, custom } = region;
    response.json(await source.decide({ region: name, environment, custom }));
  });

  router.get('/stacks/:stack', (request, response) => {
    const { stack } = request.params;
    const spec = stackSpec(stack);
    if (spec === undefined) {
      const known = interpreter.definition.stacks.map(({ name }) => name).join(', ');
      throw new AppError('NOT_FOUND', `there is no stack "${stack}"`, {
        action: `Known: ${known}.`,
      });
    }
    response.json(spec);
  });

  return router;
}
