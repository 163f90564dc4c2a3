import { expect, it } from 'vitest';
import { createAlertFeed } from '../../../../../orchestrator/integrations/alerts/alert-feed.ts';
import { reduce } from '../../../../../orchestrator/core/pipeline/reduce.ts';
import { initialState, type Context } from '../../../../../orchestrator/core/pipeline/state.ts';
import { createMemoryEventStore } from '../../../../../orchestrator/runtime/store/memory-event-store.ts';
import { BY_ANN } from '../../../../support/actors.ts';
import { walkthrough } from '../../../../support/walkthrough.ts';

it('returns a backlog of any length in pages, from the log where memory has no more', async () => {
  const definition = walkthrough();
  const store = createMemoryEventStore();
  let present: Context = { definition, state: initialState(definition) };
  const feed = createAlertFeed({ present: () => present, store, definition });
  const count = 1_700;
  for (let n = 1; n <= count; n++) {
    const type = n % 2 === 1 ? 'hold-placed' : 'hold-lifted';
    const event = { type, scope: { kind: 'everything' }, atMs: n, ...BY_ANN } as const;
    const next = reduce(present.definition, present.state, event);
    if (!next.accepted) throw new Error(next.reason);
    const stored = await store.append(event);
    present = next;
    feed.onEvent(stored);
  }
  const pages: number[] = [];
  const received: number[] = [];
  for (let seq = 0; seq < count;) {
    const { alerts, throughSeq } = await feed.after(seq);
    pages.push(alerts.length);
    received.push(...alerts.map((alert) => alert.seq));
    seq = throughSeq;
  }
  expect(received).toEqual(Array.from({ length: count }, (_, index) => index + 1));
  expect(pages).toEqual([500, 500, 700]);
  expect(await feed.after(count)).toEqual({ alerts: [], throughSeq: count });
});
