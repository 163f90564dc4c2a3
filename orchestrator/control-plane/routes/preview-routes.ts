import { Router } from 'express';
import { valueProblems } from '../../core/definition/value-problems.ts';
import { inValue } from '../../core/pipeline/admit.ts';
import type { Context } from '../../core/pipeline/state.ts';
import type { ValueProblem } from '../../core/definition/value-schema.ts';
import type { Evaluator } from '../../core/evaluation/evaluator.ts';
import type { Interpreter } from '../../runtime/interpreter/interpreter.ts';
import type { UnstampedEvent } from '../../core/pipeline/event.ts';
import { type Preview, previewOf } from '../../core/previews/preview.ts';
import {
  actionRequestSchema,
  eventOf,
  type ResolvedRequest,
  withArchived,
} from '../action-request.ts';
import { createReleaseArchive } from '../../runtime/interpreter/release-archive.ts';
import { jsonBody } from '../middleware/json-body.ts';
import { parseBody } from '../schemas.ts';
import { type PastEvent, pastEvents } from '../conflict-summary.ts';
import { type ValueSchema, valueSchemaOf } from '../value-schema.ts';

export interface PreviewRoutesOptions {
  interpreter: Interpreter;
  /** Pipeline time. */
  nowMs: () => number;
  present: () => { evaluator: Evaluator };
}

/** What `POST /api/previews` answers. */
export interface PreviewAnswer extends Preview {
  /** The last event of the state that it is of. */
  seq: number;
  /** Of a value that is not allowed, or that no region could be deployed with: where in it, and why. */
  problems: readonly ValueProblem[];
  /** What people did since the caller read the state, where it is refused. */
  since: readonly PastEvent[];
}

/** What `GET /api/configs/NAME/schema` answers. */
export interface SchemaAnswer {
  config: string;
  schema: ValueSchema;
}

/** What an action would do. Nothing changes here, so read access is enough. */
export function previewRoutes({ interpreter, nowMs, present }: PreviewRoutesOptions): Router {
  const router = Router();
  const archive = createReleaseArchive(interpreter);
  const context = () => ({ definition: interpreter.definition(), state: interpreter.state() });

  const answer = (request: ResolvedRequest): PreviewAnswer => {
    const seq = interpreter.lastSeq();
    const event = eventOf(request, context());
    const evaluator = present().evaluator;
    const preview = previewOf({ ...context(), evaluator, nowMs: nowMs(), event });
    const { seenSeq } = request;
    const since =
      preview.allowed || seenSeq === undefined ? [] : pastEvents(interpreter, request, seenSeq);
    return {
      seq,
      ...preview,
      problems: problemsOf(event, context()),
      since,
    };
  };

  router.post(
    '/previews',
    jsonBody({ limit: '100kb', strict: true }),
    async (request, response) => {
      const action = parseBody(actionRequestSchema, request.body);
      response.json(answer(await withArchived(action, interpreter.state(), archive)));
    },
  );

  router.get('/configs/:config/schema', (request, response) => {
    const { config } = request.params;
    const schema = valueSchemaOf(context(), config);
    response.json({ config, schema } satisfies SchemaAnswer);
  });

  return router;
}

/** Also where something else refuses the change, such as an active release. */
function problemsOf(event: UnstampedEvent, { definition }: Context): ValueProblem[] {
  if (event.type !== 'config-changed') return [];
  const config = definition.dynamicConfigs.find(({ name }) => name === event.config);
  const value = event.change.defaultValue;
  if (config === undefined || typeof value !== 'object') return [];
  return valueProblems(definition, { ...config, rules: [], defaultValue: value }).map(inValue);
}
