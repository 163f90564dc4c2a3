import { Router } from 'express';
import type { Definition } from '../../core/definition/definition.ts';
import { parseDefinition } from '../../core/definition/parse.ts';
import type { EditThatDeletes } from '../../runtime/interpreter/edit-that-deletes.ts';
import type { Interpreter } from '../../runtime/interpreter/interpreter.ts';
import { confirmSchema, editPlanRequestSchema, parseBody } from '../schemas.ts';
import { whileConnected } from './control-routes.ts';
import type { EditPlan } from '../../runtime/plan/edit-plan-schema.ts';
import type { ConfirmedAnswer } from '../view/answers.ts';

export interface EditRoutesOptions {
  interpreter: Interpreter;
  /** Adopts the edit that waits for it, although it deletes; see DefinitionIntake. */
  confirmEdit: (edit: string | undefined, by: string) => Promise<EditThatDeletes>;
  /** What the file would do in place of the present one. */
  planEdit: (file: Definition, signal: AbortSignal) => Promise<EditPlan>;
}

/** What people do about edits of the workspace file. */
export function editRoutes(options: EditRoutesOptions): Router {
  const { interpreter, confirmEdit, planEdit } = options;
  const router = Router();
  router.post('/edits/plan', async (request, response) => {
    const { text } = parseBody(editPlanRequestSchema, request.body);
    const file = parseDefinition(text, 'text');
    const plan = await whileConnected(response, (signal) => planEdit(file, signal));
    if (plan !== undefined) response.json(plan);
  });
  router.post('/edits/confirm', async (request, response) => {
    const { edit, actor } = parseBody(confirmSchema, request.body);
    const confirmed = await confirmEdit(edit, actor);
    response.json({ seq: interpreter.lastSeq(), ...confirmed } satisfies ConfirmedAnswer);
  });
  return router;
}
