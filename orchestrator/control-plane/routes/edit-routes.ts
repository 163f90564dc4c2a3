import { Router } from 'express';
import type { EditThatDeletes } from '../../runtime/interpreter/edit-that-deletes.ts';
import type { Interpreter } from '../../runtime/interpreter/interpreter.ts';
import { confirmSchema, parseBody } from '../schemas.ts';
import type { ConfirmedAnswer } from '../view/answers.ts';

export interface EditRoutesOptions {
  interpreter: Interpreter;
  /** Adopts the edit that waits for it, although it deletes; see DefinitionIntake. */
  confirmEdit: (edit: string | undefined, by: string) => Promise<EditThatDeletes>;
}

/** What people do about edits of the workspace file. */
export function editRoutes({ interpreter, confirmEdit }: EditRoutesOptions): Router {
  const router = Router();
  router.post('/edits/confirm', async (request, response) => {
    const { edit, actor } = parseBody(confirmSchema, request.body);
    const confirmed = await confirmEdit(edit, actor);
    response.json({ seq: interpreter.lastSeq(), ...confirmed } satisfies ConfirmedAnswer);
  });
  return router;
}
