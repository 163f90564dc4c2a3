import { z } from 'zod';
import { AppError } from '../../../orchestrator/common/errors/app-error.ts';
import type { ReleaseAction } from '../../../orchestrator/core/pipeline/can.ts';
import { hasChanged } from '../client/has-changed.ts';
import type { ConsoleAnswer, ConsoleBy, ConsoleClient } from './console-client.ts';

/** What of a trigger is relied on; it has further keys. */
export const triggerSchema = z.looseObject({
  id: z.string().describe('Its id'),
  status: z.string().describe('Its status'),
  currentPhaseID: z.string().nullable().describe('Its current phase; null once it has ended'),
  actions: z
    .array(
      z.looseObject({
        type: z.string().describe('Such as STARTED'),
        timeMs: z.number().describe('When; milliseconds since the epoch'),
        phaseID: z.string().describe('The phase that was current'),
        actorName: z.string().describe('Who did it'),
      }),
    )
    .describe('The actions on it, in order'),
});

/** What a person needs to know of a trigger. */
export type Trigger = z.infer<typeof triggerSchema>;

/**
 * The phase that a trigger is at, which an action on it has to name.
 * @param believed the phase that the person means.
 * @throws AppError STALE_PHASE with what has happened, when it is at another by now; NOTHING_ACTIVE when it has ended.
 */
export async function currentPhase(
  client: ConsoleClient,
  id: string,
  believed: string | undefined,
): Promise<string> {
  const { data } = await client.call('GET /release_pipeline_triggers/{id}', { params: { id } });
  return phaseOf(triggerOf(data), believed);
}

/** One action on the trigger that is meant: the one named, or the only active one. */
export async function actOnTrigger(
  client: ConsoleClient,
  action: ReleaseAction,
  target: { id: string | undefined; phase: string | undefined; by: ConsoleBy },
): Promise<Trigger> {
  const { id, by } = target;
  const trigger = id === undefined ? await onlyActive(client, action) : undefined;
  const params = { id: id ?? trigger?.id ?? '' };
  const onPhase = action !== 'abort' && action !== 'rollout';
  const phaseID = onPhase ? await phaseFor(client, trigger, params.id, target.phase) : undefined;
  const answer: ConsoleAnswer = await client.call(`PUT /release_pipeline_triggers/{id}/${action}`, {
    params,
    by,
    ...(phaseID === undefined ? {} : { body: { phaseID } }),
  });
  return triggerOf(answer.data);
}

function phaseFor(
  client: ConsoleClient,
  trigger: Trigger | undefined,
  id: string,
  believed: string | undefined,
): string | Promise<string> {
  return trigger === undefined ? currentPhase(client, id, believed) : phaseOf(trigger, believed);
}

function phaseOf({ id, status, currentPhaseID, actions }: Trigger, believed?: string): string {
  if (currentPhaseID === null) {
    throw new AppError('NOTHING_ACTIVE', `trigger ${id} has ended: ${status}`, {
      action: `See it with: npx colorteller triggers get ${id}`,
    });
  }
  // An approval given again is answered the same, so what was approved is for the API to judge.
  const wasApproved = actions.some(
    (event) => event.type === 'APPROVED_FOR' && event.phaseID === believed,
  );
  if (believed === undefined || believed === currentPhaseID || wasApproved) {
    return believed ?? currentPhaseID;
  }
  const since = hasChanged(
    actions.map(({ type, phaseID, actorName, timeMs }) => ({
      type,
      phase: phaseID,
      actor: actorName,
      atMs: timeMs,
    })),
    believed,
  );
  throw new AppError(
    'STALE_PHASE',
    `phase "${believed}" is not the current one: trigger ${id} is at "${currentPhaseID}" now${since}`,
    { action: `Name phase "${currentPhaseID}" if you still want it.` },
  );
}

const ACTIVE = ['WAITING_FOR_REVIEW', 'IN_PROGRESS', 'PAUSED'];

/** @throws AppError NOTHING_ACTIVE, or BAD_INPUT when several are active. */
async function onlyActive(client: ConsoleClient, action: ReleaseAction): Promise<Trigger> {
  const lists = await Promise.all(
    ACTIVE.map((status) => client.call('GET /release_pipeline_triggers', { query: { status } })),
  );
  const active = lists.flatMap(({ data }) => (Array.isArray(data) ? data : []).map(triggerOf));
  const [only] = active;
  if (only !== undefined && active.length === 1) return only;
  if (only === undefined) {
    throw new AppError('NOTHING_ACTIVE', `there is nothing to ${action}: no trigger is active`, {
      action: 'See them with: npx colorteller triggers list',
    });
  }
  throw new AppError(
    'BAD_INPUT',
    `several triggers are active: ${active.map(({ id }) => id).join(', ')}`,
    { action: 'Name one with --trigger.' },
  );
}

/** @throws AppError CONSOLE_FAILED */
function triggerOf(data: unknown): Trigger {
  const trigger = triggerSchema.safeParse(data);
  if (trigger.success) return trigger.data;
  throw new AppError('CONSOLE_FAILED', 'the Console API answered with a trigger that is none', {
    action: 'See what it answers with: npx colorteller triggers list --json',
    cause: trigger.error,
  });
}
