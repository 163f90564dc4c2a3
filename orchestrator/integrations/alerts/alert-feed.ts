import type { Definition } from '../../core/definition/definition.ts';
import { reduce } from '../../core/pipeline/reduce.ts';
import { replayStart } from '../../core/pipeline/replay.ts';
import { pagesAfter, type EventStore } from '../../runtime/store/event-store.ts';
import type { Alert } from './derive/alert.ts';
import { alertsOf, rememberAt } from './derive/alerts-of.ts';
import type { Context } from '../../core/pipeline/state.ts';
import type { StoredEvent } from '../../core/pipeline/event.ts';

/** A part of the feed. */
export interface Page {
  alerts: readonly Alert[];
  /** The last event that was replayed. */
  throughSeq: number;
}

/** The alerts after any event of the log: recent ones from memory, older ones by replaying it. */
export interface AlertFeed {
  /** To be called after each event, in their order. */
  onEvent(stored: StoredEvent): void;
  /** Alerts of the events after that one, oldest first; in pages, so that a backlog does not fill the memory. */
  after(seq: number): Promise<Page>;
}

export interface AlertFeedOptions {
  present: () => Context;
  store: Pick<EventStore, 'lastSeq' | 'readAfter' | 'snapshot'>;
  /** Of the workspace file; used for a log that does not hold its definition. */
  definition: Definition;
}

const MOST_IN_MEMORY = 1_000;
const PAGE = 500;

export function createAlertFeed({ present, store, definition }: AlertFeedOptions): AlertFeed {
  let current = present();
  let memory = rememberAt(current);
  let recent: Alert[] = [];
  /** `recent` holds all alerts of the events after this one. */
  let recentAfter = store.lastSeq();
  let lastSeq = recentAfter;

  const replayAfter = async (seq: number): Promise<Page> => {
    const snapshot = store.snapshot();
    const isUsable = snapshot !== undefined && snapshot.seq <= seq;
    // As the interpreter saved it.
    let context = isUsable
      ? (snapshot.state as Context)
      : replayStart(store.readAfter(0, 1)[0]?.event, definition);
    let remembered = rememberAt(context);
    const alerts: Alert[] = [];
    let throughSeq = seq;
    for (const page of pagesAfter(store, isUsable ? snapshot.seq : 0)) {
      await new Promise((resolve) => setImmediate(resolve));
      for (const stored of page) {
        throughSeq = Math.max(throughSeq, stored.seq);
        const next = reduce(context.definition, context.state, stored.event);
        if (!next.accepted) continue;
        const derived = alertsOf(remembered, context.state, next, stored);
        context = { definition: next.definition, state: next.state };
        remembered = derived.memory;
        if (stored.seq > seq) alerts.push(...derived.alerts);
        if (alerts.length >= PAGE) return { alerts, throughSeq };
      }
    }
    return { alerts, throughSeq };
  };

  return {
    onEvent: (stored) => {
      const before = current;
      current = present();
      const derived = alertsOf(memory, before.state, current, stored);
      ({ memory } = derived);
      lastSeq = stored.seq;
      if (derived.alerts.length === 0) return;
      recent.push(...derived.alerts);
      if (recent.length <= MOST_IN_MEMORY) return;
      recentAfter = recent[recent.length - MOST_IN_MEMORY]?.seq ?? lastSeq;
      recent = recent.filter((alert) => alert.seq > recentAfter);
    },
    after: (seq) =>
      seq < recentAfter
        ? replayAfter(seq)
        : Promise.resolve({
            alerts: recent.filter((alert) => alert.seq > seq),
            throughSeq: Math.max(seq, lastSeq),
          }),
  };
}
