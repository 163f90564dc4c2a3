import { AppError } from '../common/errors/app-error.ts';
import { ERROR_CODES } from '../common/errors/error-codes.ts';
import type { Interpreter } from '../runtime/interpreter/interpreter.ts';
import type { PipelineEvent, StoredEvent } from '../core/pipeline/event.ts';
import { findRelease } from '../core/pipeline/release-history.ts';
import type { PipelineState } from '../core/pipeline/state.ts';
import type { ActionRequest } from './action-request.ts';

/** Something that a person did since another read the state. */
export interface PastEvent {
  seq: number;
  atMs: number;
  type: PipelineEvent['type'];
  actor: string;
  reason: string | null;
  phase: string | null;
}

/** How many are listed; the latest. */
const MAX_LISTED = 10;

/** A refusal of an action together with what people did to the same config since the caller read the state. */
export function conflictSummary(
  error: unknown,
  interpreter: Pick<Interpreter, 'state' | 'events'>,
  request: ActionRequest,
): unknown {
  const { seenSeq } = request;
  if (!(error instanceof AppError) || seenSeq === undefined) return error;
  if (ERROR_CODES[error.code].http !== 409) return error;
  const { code, message, action, details } = error;
  const since = pastEvents(interpreter, request, seenSeq);
  return new AppError(code, message, {
    ...(action === undefined ? {} : { action }),
    details: { ...details, since },
    cause: error,
  });
}

/** What people did to the config of an action after that event, and to everything that it depends on; oldest first. */
export function pastEvents(
  interpreter: Pick<Interpreter, 'state' | 'events'>,
  request: ActionRequest,
  seenSeq: number,
): PastEvent[] {
  const state = interpreter.state();
  const config = configOf(state, request);
  return interpreter
    .events(seenSeq)
    .flatMap((stored) => pastEvent(stored, (event) => isAbout(state, event, config)))
    .slice(-MAX_LISTED);
}

function pastEvent(
  { seq, event }: StoredEvent,
  matches: (event: PipelineEvent) => boolean,
): PastEvent[] {
  if (!('actor' in event) || !matches(event)) return [];
  const { type, atMs, actor, reason } = event;
  const phase = 'phase' in event ? event.phase : null;
  return [{ seq, atMs, type, actor, reason, phase }];
}

/** Undefined: it is about no config in particular. */
function configOf(state: PipelineState, request: ActionRequest): string | undefined {
  if ('config' in request) return request.config;
  if ('release' in request) return findRelease(state, request.release)?.config;
  return request.scope.kind === 'config' ? request.scope.name : undefined;
}

function isAbout(state: PipelineState, event: PipelineEvent, config: string | undefined): boolean {
  if (config === undefined || event.type === 'definition-changed') return true;
  if (event.type === 'hold-placed' || event.type === 'hold-lifted') {
    return event.scope.kind !== 'config' || event.scope.name === config;
  }
  if ('config' in event) return event.config === config;
  return 'release' in event && findRelease(state, event.release)?.config === config;
}
