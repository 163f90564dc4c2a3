import type { StoredEvent } from '../../../orchestrator/core/pipeline/event.ts';

/** Kinds of events to filter by. */
export const EVENT_KINDS = ['all', 'people', 'regions', 'updates', 'problems'] as const;
export type EventKind = (typeof EVENT_KINDS)[number];

/** Whether an event is of a kind. */
export function isOfKind({ event }: StoredEvent, kind: EventKind): boolean {
  switch (kind) {
    case 'all':
      return event.type !== 'timer-fired';
    case 'people':
      return 'actor' in event;
    case 'regions':
      return event.type === 'region-observed';
    case 'updates':
      return event.type === 'stack-updated' || event.type === 'stack-update-failed';
    case 'problems':
      return isProblem({ event });
  }
}

/** Whether an event needs attention. */
export function isProblem({ event }: Pick<StoredEvent, 'event'>): boolean {
  return (
    event.type === 'stack-update-failed' ||
    event.type === 'fault-added' ||
    event.type === 'release-aborted' ||
    (event.type === 'region-observed' && event.answer === null)
  );
}
