import { useComputed, useSignal } from '@preact/signals';
import { eventSentence } from '../../../scripts/cli/render/render-event.ts';
import { FilterInput } from '../parts/FilterInput.tsx';
import { styleOf } from '../parts/color-mark.ts';
import { momentText } from '../parts/duration-text.ts';
import { memo } from '../parts/memo.tsx';
import { pipelineTime, records } from '../store/store.ts';
import type { StoredEvent } from '../../../orchestrator/core/pipeline/event.ts';

/** Events per page. */
const PAGE = 80;

const plain = (_style: string, text: string) => text;

/** The events, newest first, with actor and reason. */
export function EventLog() {
  const kind = useSignal<EventKind>('all');
  const filter = useSignal('');
  const count = useSignal(PAGE);
  /** The last shown event while the list is frozen; null: it follows new events. */
  const heldAt = useSignal<number | null>(null);
  const found = useComputed(() => {
    const text = filter.value.trim().toLowerCase();
    const lastSeq = heldAt.value ?? Infinity;
    const shown: StoredEvent[] = [];
    for (let at = records.value.length - 1; at >= 0 && shown.length < count.value; at--) {
      const record = records.value[at];
      if (record === undefined || record.seq > lastSeq || !isOfKind(record, kind.value)) continue;
      if (text === '' || eventSentence(plain, record.event).toLowerCase().includes(text)) {
        shown.push(record);
      }
    }
    return shown;
  });
  const lastSeq = useComputed(() => records.value.at(-1)?.seq ?? 0);
  const missed = useComputed(() => (heldAt.value === null ? 0 : lastSeq.value - heldAt.value));
  return (
    <>
      <div class="log__tools">
        <select
          class="input"
          aria-label="Kind of events"
          value={kind}
          onChange={({ currentTarget }) => (kind.value = currentTarget.value as EventKind)}
        >
          {EVENT_KINDS.map((option) => (
            <option key={option} value={option}>
              {option}
            </option>
          ))}
        </select>
        <FilterInput of="events" filter={filter} />
        <button
          type="button"
          class="button button--small"
          aria-pressed={heldAt.value === null}
          onClick={() => (heldAt.value = heldAt.value === null ? lastSeq.value : null)}
        >
          {heldAt.value === null ? 'Following' : `Follow (${missed.value} new)`}
        </button>
      </div>
      {found.value.length === 0 && <p class="muted">No event matches.</p>}
      <ol class="log" aria-label="Events, newest first">
        {found.value.map((record) => (
          <EventRow key={record.seq} record={record} />
        ))}
      </ol>
      {found.value.length === count.value && (
        <button type="button" class="button" onClick={() => (count.value += PAGE)}>
          Show older
        </button>
      )}
    </>
  );
}

const EventRow = memo(({ record }: { record: StoredEvent }) => {
  const { seq, event } = record;
  const color = event.type === 'region-observed' ? (event.answer?.color ?? null) : undefined;
  const style = color === undefined ? undefined : styleOf(color);
  return (
    <li class={`log__row ${isProblem(record) ? 'log__row--problem' : ''}`} data-seq={seq}>
      <time class="numbers muted" dateTime={new Date(event.atMs).toISOString()}>
        {momentText(event.atMs, pipelineTime())}
      </time>
      <span
        class="log__mark"
        style={style === undefined ? {} : { background: style.paint, color: style.text }}
        aria-hidden="true"
      >
        {style?.mark ?? (isProblem(record) ? '!' : 'actor' in event ? '☻' : '·')}
      </span>
      <span class="log__words">{eventSentence(plain, event).replace('■ ', '')}</span>
    </li>
  );
});

/** Kinds of events to filter by. */
const EVENT_KINDS = ['all', 'people', 'regions', 'updates', 'problems'] as const;
type EventKind = (typeof EVENT_KINDS)[number];

/** Whether an event is of a kind. */
function isOfKind({ event }: StoredEvent, kind: EventKind): boolean {
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
function isProblem({ event }: Pick<StoredEvent, 'event'>): boolean {
  return (
    event.type === 'stack-update-failed' ||
    event.type === 'fault-added' ||
    event.type === 'release-aborted' ||
    (event.type === 'region-observed' && event.answer === null)
  );
}
