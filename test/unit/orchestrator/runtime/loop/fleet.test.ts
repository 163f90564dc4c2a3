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

  it('updates only stacks whose desired state changed', async () => {
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

  it('updates a stack with an unknown desired state on every request, and never on its own', async () => {
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

  it('detects differing stacks, and reports the time of its last poll', async () => {
    const one = start({ definition: fleet(['a']) });
    one.loop.requestAll();
    await one.settle();
    await one.finish();
    one.digests.set('a', 'purple');
    await one.clock.advance(5_000);
    expect([ran(one), one.loop.heartbeat().beatAtMs]).toEqual([['a', 'a'], one.clock.nowMs()]);
  });

  it('limits parallel updates, and runs them in the order of the requests', async () => {
    const one = start({ definition: fleet(abc, { maxParallel: 2 }) });
    one.loop.requestAll();
    await one.settle();
    expect([ran(one), one.loop.status()['c']?.activity]).toEqual([['a', 'b'], 'queued']);
    await one.finish();
    expect([ran(one), one.engine.running()]).toEqual([['a', 'b', 'c'], 2]);
  });

  it('blocks further updates after a failure with onFailure stop, until it recovers', async () => {
    const one = start({ definition: fleet(abc, { maxParallel: 1, onFailure: 'stop' }) });
    one.loop.requestAll();
    await one.settle();
    await one.finish(new AppError('UPDATE_FAILED', 'broken'));
    expect([ran(one), one.loop.heartbeat().stoppedBy]).toEqual([['a'], 'a']);
    await one.clock.advance(1_000);
    expect(ran(one)).toEqual(['a', 'a']);
    await one.finish();
    expect([ran(one), one.loop.heartbeat().stoppedBy]).toEqual([['a', 'a', 'b'], null]);
  });

  it('updates in spite of a failure when the desired state changes: an abort does not wait', async () => {
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

  it('continues with other stacks after a failure by default', async () => {
    const one = start({ definition: fleet(abc, { maxParallel: 1 }) });
    one.loop.requestAll();
    await one.settle();
    await one.finish(new AppError('UPDATE_FAILED', 'broken'));
    expect(ran(one)).toEqual(['a', 'b']);
  });

  it('refreshes one stack after the other, spread over the interval', async () => {
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

  it('distinguishes drift from a requested change', async () => {
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

  it('is not retried before the desired state changes, and names its regions', async () => {
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

  it('is retried when a person requests it', async () => {
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

it('aborts an update at its timeout, and retries it', async () => {
  const one = start({ definition: { ...walkthrough(), updates: { timeoutMs: 60_000 } } });
  one.loop.requestAll();
  await one.clock.advance(60_000);
  expect(one.reports).toMatchObject([
    { code: 'UPDATE_ABORTED', message: 'the update took longer than 1m' },
  ]);
  await one.clock.advance(1_000);
  expect(one.engine.calls).toHaveLength(2);
});
