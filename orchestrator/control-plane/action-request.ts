import { own } from '../common/own.ts';
import { z } from 'zod';
import type { UnstampedEvent } from '../core/pipeline/event.ts';
import {
  approvalSchema,
  configChangeSchema,
  holdSchema,
  phaseActionSchema,
  releaseActionSchema,
  rollbackSchema,
} from './schemas.ts';
import { isArchived } from '../core/pipeline/release-history.ts';
import type { Context, PipelineState, Release } from '../core/pipeline/state.ts';
import type { ReleaseArchive } from '../runtime/interpreter/release-archive.ts';

const release = z.string().min(1).max(100);
const config = z.string().min(1).max(200);

/** Anything that a person may do to a config, a release or a hold: what its own route takes, and what its path names. */
export const actionRequestSchema = z.discriminatedUnion('action', [
  approvalSchema.extend({ action: z.literal('approve'), release }),
  phaseActionSchema.extend({ action: z.enum(['pause', 'unpause', 'skip']), release }),
  releaseActionSchema.extend({ action: z.enum(['abort', 'rollout']), release }),
  rollbackSchema.extend({ action: z.literal('rollback'), config }),
  configChangeSchema.extend({ action: z.literal('config'), config }),
  holdSchema.extend({ action: z.literal('hold') }),
]);

export type ActionRequest = z.infer<typeof actionRequestSchema>;

/** A rollback to a release that only the log holds, with that release; every other request as it is. */
export async function withArchived(
  request: ActionRequest,
  state: PipelineState,
  archive: ReleaseArchive,
): Promise<ResolvedRequest> {
  if (request.action !== 'rollback' || !isArchived(state, request.release)) return request;
  const archived = await archive.find(request.release);
  return archived === undefined ? request : { ...request, archived };
}

export type ResolvedRequest = ActionRequest & { archived?: Release };

/** The event that an action submits, as the state is when its turn comes. */
export function eventOf(request: ResolvedRequest, { state }: Context): UnstampedEvent {
  switch (request.action) {
    case 'config': {
      const { action, config: name, set, unset, seenSeq, ...rest } = request;
      const present = own(state.configs, name)?.current.defaultValue;
      const remaining = Object.entries(present ?? {}).filter(([key]) => !unset.includes(key));
      const defaultValue = { ...Object.fromEntries(remaining), ...set };
      return { type: 'config-changed', config: name, change: { defaultValue }, ...rest };
    }
    case 'rollback': {
      const { action, seenSeq, ...rest } = request;
      return { type: 'config-rolled-back', ...rest };
    }
    case 'hold': {
      const { type, scope, actor, reason } = request;
      return { type, scope, actor, reason };
    }
    case 'approve':
    case 'pause':
    case 'unpause':
    case 'skip': {
      const { release: id, phase, actor, reason } = request;
      return { type: EVENT_OF[request.action], release: id, phase, actor, reason };
    }
    case 'abort':
    case 'rollout': {
      const { action, seenSeq, ...rest } = request;
      return { type: EVENT_OF[action], ...rest };
    }
  }
}

const EVENT_OF = {
  approve: 'phase-approved',
  pause: 'release-paused',
  unpause: 'release-unpaused',
  skip: 'phase-skipped',
  abort: 'release-aborted',
  rollout: 'release-rolled-out',
} as const;
