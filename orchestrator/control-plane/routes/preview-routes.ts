import { json, Router } from 'express';
import { deployProblems } from '../../../infra/program/region-value.ts';
import { REGION_CONFIG } from '../../core/definition/region-config-name.ts';
import type { ValueProblem } from '../../core/definition/value-schema.ts';
import { AppError } from '../../common/errors/app-error.ts';
import type { Evaluator } from '../../core/evaluation/evaluator.ts';
import type { Interpreter } from '../../runtime/interpreter/interpreter.ts';
import type { UnstampedEvent } from '../../core/pipeline/event.ts';
import { type Preview, previewOf, refusedPreview } from '../../core/previews/preview.ts';
import { type ActionRequest, actionRequestSchema, eventOf } from '../action-request.ts';
import { parseBody } from '../schemas.ts';
import { type PastEvent, pastEvents } from '../conflict-summary.ts';
import { type ValueSchema, valueSchemaOf } from '../check-value.ts';

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
  /** Of a value that is not allowed: where in it, and why. */
  problems: readonly ValueProblem[];
  /** Of a value that is allowed: what no region could be deployed with. */
  warnings: readonly ValueProblem[];
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
  const context = () => ({ definition: interpreter.definition(), state: interpreter.state() });

  const answer = (request: ActionRequest): PreviewAnswer => {
    const seq = interpreter.lastSeq();
    const made = attempt(() => eventOf(request, context()));
    const preview =
      made instanceof AppError
        ? refusedPreview(made)
        : previewOf({
            ...context(),
            evaluator: present().evaluator,
            nowMs: nowMs(),
            event: made,
          });
    const { seenSeq } = request;
    const since =
      preview.allowed || seenSeq === undefined ? [] : pastEvents(interpreter, request, seenSeq);
    return {
      seq,
      ...preview,
      problems: made instanceof AppError ? problemsOf(made) : [],
      warnings: made instanceof AppError ? [] : warningsOf(made),
      since,
    };
  };

  router.post('/previews', json({ limit: '100kb', strict: true }), (request, response) => {
    response.json(answer(parseBody(actionRequestSchema, request.body)));
  });

  router.get('/configs/:config/schema', (request, response) => {
    const { config } = request.params;
    const schema = valueSchemaOf(context(), config);
    response.json({ config, schema } satisfies SchemaAnswer);
  });

  return router;
}

function attempt(make: () => UnstampedEvent): UnstampedEvent | AppError {
  try {
    return make();
  } catch (error) {
    if (error instanceof AppError) return error;
    throw error;
  }
}

function problemsOf({ message, details }: AppError): ValueProblem[] {
  const { problems, property } = details as { problems?: ValueProblem[]; property?: string };
  return problems ?? [{ path: property === undefined ? [] : [property], message }];
}

function warningsOf(event: UnstampedEvent): ValueProblem[] {
  if (event.type !== 'config-changed' || event.config !== REGION_CONFIG) return [];
  return deployProblems(event.change.defaultValue);
}
