import { own } from '../common/own.ts';
import { z } from 'zod';
import type { UnstampedEvent } from '../core/pipeline/event.ts';
import { checkValue } from './check-value.ts';
import {
  approvalSchema,
  configChangeSchema,
  holdSchema,
  phaseActionSchema,
  releaseActionSchema,
  rollbackSchema,
} from './schemas.ts';
import type { Context } from '../core/pipeline/state.ts';

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

/** The event that an action submits, as the state is when its turn comes. @throws AppError INVALID_VALUE */
export function eventOf(request: ActionRequest, { definition, state }: Context): UnstampedEvent {
  switch (request.action) {
    case 'config': {
      const { config: name, set, unset, automated, ifVersion, ifRelease, actor, reason } = request;
      const present = own(state.configs, name)?.current.defaultValue;
      const remaining = Object.entries(present ?? {}).filter(([key]) => !unset.includes(key));
      const defaultValue = { ...Object.fromEntries(remaining), ...set };
      checkValue(definition, name, defaultValue);
      const preconditions = preconditionsOf({ ifVersion, ifRelease });
      const change = { defaultValue };
      return {
        type: 'config-changed',
        config: name,
        change,
        automated,
        ...preconditions,
        actor,
        reason,
      };
    }
    case 'rollback': {
      const { config: name, release: id, ifVersion, ifRelease, actor, reason } = request;
      const preconditions = preconditionsOf({ ifVersion, ifRelease });
      return {
        type: 'config-rolled-back',
        config: name,
        release: id,
        ...preconditions,
        actor,
        reason,
      };
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
      const { release: id, phase, actor, reason } = request;
      const expectedPhase = phase === undefined ? {} : { phase };
      return { type: EVENT_OF[request.action], release: id, ...expectedPhase, actor, reason };
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

function preconditionsOf({
  ifVersion,
  ifRelease,
}: {
  ifVersion: number | undefined;
  ifRelease: string | null | undefined;
}) {
  return {
    ...(ifVersion === undefined ? {} : { ifVersion }),
    ...(ifRelease === undefined ? {} : { ifRelease }),
  };
}
