import { EventSource } from 'eventsource';
import { describe, expect, it } from 'vitest';
import type {
  PageChange,
  PageMessages,
} from '../../orchestrator/control-plane/page/page-messages.ts';
import { BY_ANN } from '../support/actors.ts';
import { eventually } from '../support/eventually.ts';
import { serveControlPlane, type ServedControlPlane } from '../support/served-control-plane.ts';
import { walkthrough } from '../support/walkthrough.ts';

const NAMES = ['hello', 'records', 'state', 'change', 'beat'] as const;

type Message = { [Name in keyof PageMessages]: [Name, PageMessages[Name]] }[keyof PageMessages];

/** Listens as a page does. */
function listenAsPage(url: string, after = '') {
  const received: Message[] = [];
  const source = new EventSource(`${url}/api/page/stream?after=${after}`);
  let lastId = '';
  for (const name of NAMES) {
    source.addEventListener(name, ({ data, lastEventId }) => {
      received.push([name, JSON.parse(String(data))] as Message);
      lastId = lastEventId;
    });
  }
  const of = <Name extends keyof PageMessages>(name: Name) =>
    received.flatMap(([one, message]) => (one === name ? [message as PageMessages[Name]] : []));
  return {
    received,
    of,
    seqs: () => of('records').flatMap((records) => records.map(({ seq }) => seq)),
    lastId: () => lastId,
    has: (what: string, is: () => boolean) => eventually(what, () => (is() ? true : undefined)),
    [Symbol.dispose]: () => source.close(),
  };
}

const serve = (port = 0) => serveControlPlane(walkthrough(), { isAdopted: true, port });
const change = ({ interpreter }: ServedControlPlane, color: string) =>
  interpreter.submit({
    type: 'config-changed',
    config: 'colorteller',
    change: { defaultValue: { color } },
    ...BY_ANN,
  });

describe('the stream of the page', () => {
  it('sends records and state once, and then only what changed', async () => {
    const plane = await serve();
    using page = listenAsPage(plane.url);
    await page.has('the state', () => page.of('state').length === 1);
    expect(page.received.slice(0, 3).map(([name]) => name)).toEqual(['hello', 'records', 'state']);
    expect(page.of('hello')).toEqual([{ isResumed: false }]);

    const answer = { color: 'blue', configVersion: 1, release: null, instance: 'i' };
    await plane.interpreter.submit({
      type: 'region-observed',
      region: 'us-west1',
      answer,
      problem: null,
    });
    await page.has('the change', () => page.of('change').length === 1);
    const [first] = page.of('change') as [PageChange];
    expect(first.regions.map(({ name, answered }) => [name, answered?.color])).toEqual([
      ['us-west1', 'blue'],
    ]);
    expect([first.parts, first.stacks, first.regionNames]).toEqual([{}, [], undefined]);

    await change(plane, 'purple');
    await page.has('the release', () => page.of('change').length === 2);
    expect(page.of('change')[1]?.parts.releases?.map(({ id }) => id)).toEqual(['rel-1']);
    expect(page.seqs()).toEqual([1, 2, 3]);
    await page.has('a beat', () => page.of('beat').length > 0);
    expect(page.of('beat')[0]).toEqual({ nowMs: plane.clock.nowMs(), loopPolledAgoMs: null });
    await plane.close();
  });

  it('goes on after what the page had, also when it comes back by itself', async () => {
    const plane = await serve();
    await change(plane, 'purple');
    const { atMs } = plane.interpreter.events()[0]!.event;
    using page = listenAsPage(plane.url, `1.${atMs}`);
    await page.has('the state', () => page.of('state').length === 1);
    expect([page.of('hello'), page.seqs()]).toEqual([[{ isResumed: true }], [2]]);
    expect(page.lastId()).toBe(`2.${plane.interpreter.events().at(-1)!.event.atMs}`);
    await plane.close();

    // The log of the one that comes back is another: as long, of another time.
    const again = await serve(plane.port);
    await again.clock.advance(5_000);
    await change(again, 'green');
    await page.has('another state', () => page.of('state').length === 2);
    expect(page.of('hello').at(-1)).toEqual({ isResumed: false });
    await page.has('all its records', () => page.seqs().join() === '2,1,2');
    await again.close();
  });

  it.each(['99.1', '1.12', '0.0', 'x', '-1.5', '1'])(
    'sends everything again to a page that comes with %s',
    async (after) => {
      const plane = await serve();
      using page = listenAsPage(plane.url, after);
      await page.has('the state', () => page.of('state').length === 1);
      expect([page.of('hello'), page.seqs()]).toEqual([[{ isResumed: false }], [1]]);
      await plane.close();
    },
  );
});
