import { Router } from 'express';
import { z } from 'zod';
import { toFault } from '../../core/definition/fault.ts';
import { requestedFaultSchema } from '../../core/definition/fault-schema.ts';
import type { Interpreter } from '../../runtime/interpreter/interpreter.ts';
import { actor, parseBody, reason } from '../schemas.ts';
import type { FaultsAnswer } from '../view/answers.ts';
import type { StateView } from '../view/state-view.ts';

export interface FaultRoutesOptions {
  interpreter: Interpreter;
  view: () => StateView;
}

const addSchema = z.strictObject({
  fault: requestedFaultSchema,
  /** Instead of the added fault of the same name, if there is one. */
  replace: z.boolean().default(false),
  actor,
  reason,
});
const clearSchema = z.strictObject({ name: z.string().min(1).max(200).nullable(), actor, reason });

/** Adds and clears faults. Every route needs the key. */
export function faultRoutes({ interpreter, view }: FaultRoutesOptions): Router {
  const router = Router();
  const answer = (seq: number): FaultsAnswer => ({ seq, faults: view().faults });

  router.post('/faults', async (request, response) => {
    const { fault, replace, ...by } = parseBody(addSchema, request.body);
    const { seq } = await interpreter.submit(({ definition }) => ({
      type: 'fault-added',
      fault: toFault(fault, definition.faults?.seed),
      ...(replace ? { isReplacing: true } : {}),
      ...by,
    }));
    response.json(answer(seq));
  });

  router.post('/faults/clear', async (request, response) => {
    const { name: fault, ...by } = parseBody(clearSchema, request.body);
    const { seq } = await interpreter.submit({ type: 'fault-cleared', fault, ...by });
    response.json(answer(seq));
  });

  return router;
}
