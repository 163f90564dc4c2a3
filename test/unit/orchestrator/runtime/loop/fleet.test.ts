import { afterEach, describe, expect, it } from 'vitest';
import { AppError } from '../../../../../orchestrator/common/errors/app-error.ts';
import {
  CHANGE,
  fleet,
  startFakeLoop as start,
  stopFakeLoop,
} from '../../../../support/fake-loop.ts';
import { walkthrough } from '../../../../support/walkthrough.ts';

afterEach(stopFakeLoop);

describe('a loop of several stacks', () => {
  const abc = ['a', 'b', 'c'];
  const ran = ({ engine }: { engine: { calls: { stack: string }[] } }): string[] =>
    engine.calls.map(({ stack }) => stack);

  it('runs those for which something else is wanted, and no other', async () => {
    const one = start({ definition: fleet(abc, { maxParallel: 3 }) });
    one.loop.requestChanged();
    await one.settle();
    await one.finishAll();
    one.loop.requestChanged();
    await one.settle();
    one.digests.set('b', 'purple');
    one.loop.requestChanged();
    await one.settle();
    expect(ran(one)).toEqual(['a', 'b', 'c', 'b']);
  });

  it('runs one for which nobody knows what is wanted whenever it is asked, and never by itself', async () => {
    const one = start({ definition: fleet(['a'], { resyncEveryMs: 0 }) });
    one.digests.set('a', null);
    one.loop.requestChanged();
    await one.settle();
    await one.finish();
    one.loop.requestChanged();
    await one.settle();
    await one.finish();
    await one.clock.advance(3_600_000);
    expect(ran(one)).toEqual(['a', 'a']);
  });

  it('finds by itself what differs, and says when it last looked', async () => {
    const one = start({ definition: fleet(['a']) });
    one.loop.requestAll();
    await one.settle();
    await one.finish();
    one.digests.set('a', 'purple');
    await one.clock.advance(5_000);
    expect([ran(one), one.loop.pulse().beatAtMs]).toEqual([['a', 'a'], one.clock.nowMs()]);
  });

  it('runs no more side by side than it may, in the order in which they were asked for', async () => {
    const one = start({ definition: fleet(abc, { maxParallel: 2 }) });
    one.loop.requestAll();
    await one.settle();
    expect([ran(one), one.loop.status()['c']?.activity]).toEqual([['a', 'b'], 'queued']);
    await one.finish();
    expect([ran(one), one.engine.running()]).toEqual([['a', 'b', 'c'], 2]);
  });

  it('lets nobody begin after a failure, where that is wanted, until it is cured', async () => {
    const one = start({ definition: fleet(abc, { maxParallel: 1, onFailure: 'stop' }) });
    one.loop.requestAll();
    await one.settle();
    await one.finish(new AppError('UPDATE_FAILED', 'broken'));
    expect([ran(one), one.loop.pulse().stoppedBy]).toEqual([['a'], 'a']);
    await one.clock.advance(1_000);
    expect(ran(one)).toEqual(['a', 'a']);
    await one.finish();
    expect([ran(one), one.loop.pulse().stoppedBy]).toEqual([['a', 'a', 'b'], null]);
  });

  it('begins all the same when something new is wanted: an abort waits for no cure', async () => {
    const one = start({ definition: fleet(abc, { maxParallel: 1, onFailure: 'stop' }) });
    one.loop.requestAll();
    await one.settle();
    await one.finish(new AppError('UPDATE_FAILED', 'broken'));
    for (const stack of abc) one.digests.set(stack, 'as before');
    one.loop.requestChanged();
    await one.settle();
    await one.finish();
    await one.finish();
    expect(new Set(ran(one).slice(1))).toEqual(new Set(abc));
  });

  it('goes on with the others after a failure where nothing else is said', async () => {
    const one = start({ definition: fleet(abc, { maxParallel: 1 }) });
    one.loop.requestAll();
    await one.settle();
    await one.finish(new AppError('UPDATE_FAILED', 'broken'));
    expect(ran(one)).toEqual(['a', 'b']);
  });

  it('reads what really runs of one stack after the other, spread over the interval', async () => {
    const one = start({ definition: fleet(abc, { maxParallel: 3, resyncEveryMs: 30_000 }) });
    one.loop.requestAll();
    await one.settle();
    await one.finishAll();
    const seen: string[] = [];
    for (let n = 0; n < abc.length; n++) {
      await one.clock.advance(10_000);
      seen.push(
        ...one.engine.calls.slice(3 + seen.length).map((call) => `${call.stack} ${call.refresh}`),
      );
      await one.finish();
    }
    expect(seen.sort()).toEqual(['a true', 'b true', 'c true']);
  });

  it('tells drift from a change that was wanted', async () => {
    const one = start({ definition: fleet(['a']) });
    one.loop.requestAll();
    await one.settle();
    await one.finish({ changes: [CHANGE] });
    one.loop.requestAll();
    await one.settle();
    await one.finish({ changes: [CHANGE] });
    expect(one.reports.map((event) => 'isDrift' in event)).toEqual([false, true]);
  });
});

describe('an update that fails for good', () => {
  const broken = new AppError('IMAGE_MISSING', 'no such image', {
    details: { failures: [{ name: 'us-west1-0' }, { name: 'us-west10' }] },
  });

  it('is not tried again before something else is wanted; it tells whose it is', async () => {
    const one = start();
    one.loop.requestAll();
    await one.settle();
    await one.finish(broken);
    await one.clock.advance(3_600_000);
    expect([one.engine.calls.length, one.loop.status()['production']?.activity]).toEqual([
      1,
      'failed',
    ]);
    expect(one.reports).toMatchObject([{ isLasting: true, regions: ['us-west1'] }]);
    one.digests.set('production', 'another image');
    one.loop.requestChanged();
    await one.settle();
    expect(one.engine.calls).toHaveLength(2);
  });

  it('is tried again when a person says so', async () => {
    const one = start();
    one.loop.requestAll();
    await one.settle();
    await one.finish(broken);
    expect([one.loop.retry(), one.loop.retry('nobody')]).toEqual([['production'], []]);
    await one.settle();
    await one.finish();
    expect([one.loop.status()['production']?.failures, one.loop.retry()]).toEqual([0, []]);
  });
});

it('stops an update that takes too long, and tries again', async () => {
  const one = start({ definition: { ...walkthrough(), updates: { timeoutMs: 60_000 } } });
  one.loop.requestAll();
  await one.clock.advance(60_000);
  expect(one.reports).toMatchObject([
    { code: 'UPDATE_ABORTED', message: 'the update took longer than 1m' },
  ]);
  await one.clock.advance(1_000);
  expect(one.engine.calls).toHaveLength(2);
});
