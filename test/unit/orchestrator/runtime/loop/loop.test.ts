import { afterEach, describe, expect, it } from 'vitest';
import { AppError } from '../../../../../orchestrator/common/errors/app-error.ts';
import { CHANGE, startFakeLoop as start, stopFakeLoop } from '../../../../support/fake-loop.ts';
import { walkthrough } from '../../../../support/walkthrough.ts';

afterEach(stopFakeLoop);

describe('the loop', () => {
  it('runs no update before a request', async () => {
    const { clock, engine } = start();
    await clock.advance(3_600_000);
    expect(engine.calls).toEqual([]);
  });

  it('runs one update at a time, and ten requests meanwhile become one more', async () => {
    const { engine, loop, settle } = start();
    loop.requestAll();
    await settle();
    for (let n = 0; n < 10; n++) loop.requestAll();
    await settle();
    expect([engine.calls.length, engine.running()]).toEqual([1, 1]);
    engine.finish();
    await settle();
    expect(engine.calls.length).toBe(2);
    engine.finish();
    await settle();
    expect([engine.calls.length, engine.running()]).toEqual([2, 0]);
  });

  it('re-runs at its interval, changed or not', async () => {
    const { clock, engine, settle } = start({ everyMs: 5_000 });
    await clock.advance(4_999);
    expect(engine.calls).toHaveLength(0);
    await clock.advance(1);
    engine.finish();
    await settle();
    await clock.advance(5_000);
    expect(engine.calls).toHaveLength(2);
  });

  it('retries after a failure with backoff', async () => {
    const { clock, engine, loop, settle } = start();
    loop.requestAll();
    await settle();
    engine.finish(new AppError('DOCKER_UNAVAILABLE', 'gone'));
    await settle();
    expect(loop.status()['production']).toMatchObject({ activity: 'retrying', failures: 1 });
    await clock.advance(1_000);
    engine.finish(new AppError('DOCKER_UNAVAILABLE', 'gone'));
    await settle();
    await clock.advance(1_999);
    expect(engine.calls).toHaveLength(2);
    await clock.advance(1);
    expect(engine.calls).toHaveLength(3);
    engine.finish();
    await settle();
    expect(loop.status()['production']).toMatchObject({ activity: 'idle', failures: 0 });
  });

  it.each([
    [
      'reads the resources first after a failure that may be drift',
      new AppError('CONTAINER_GONE', 'gone'),
      true,
    ],
    [
      'does not read first while a host is down: that would keep the regions on other hosts back',
      new AppError('DOCKER_UNAVAILABLE', 'down', { retryable: true }),
      false,
    ],
  ])('%s', async (_, failure, refresh) => {
    const { clock, engine, loop, settle } = start();
    loop.requestAll();
    await settle();
    engine.finish(failure);
    await clock.advance(1_000);
    expect(engine.calls.map((call) => call.refresh)).toEqual([false, refresh]);
  });

  it('repairs the stack of a region by a refreshing update', async () => {
    const { engine, loop, settle } = start();
    loop.repair('us-west1');
    await settle();
    expect(engine.calls).toEqual([{ stack: 'production', refresh: true }]);
  });

  it('reports the first update, changes, a failure once, and its recovery', async () => {
    const { clock, engine, loop, reports, settle } = start({ everyMs: 5_000 });
    const turn = async (outcome: Parameters<typeof engine.finish>[0]) => {
      engine.finish(outcome);
      await settle();
    };
    loop.requestAll();
    await settle();
    await turn({});
    await clock.advance(5_000);
    await turn({});
    await clock.advance(5_000);
    await turn({ changes: [CHANGE] });
    await clock.advance(5_000);
    await turn(new AppError('UPDATE_FAILED', 'broken'));
    await clock.advance(1_000);
    await turn(new AppError('UPDATE_FAILED', 'broken'));
    await clock.advance(2_000);
    await turn({});
    expect(reports.map((event) => [event.type, 'changes' in event ? event.changes : null])).toEqual(
      [
        ['stack-updated', 0],
        ['stack-updated', 1],
        ['stack-update-failed', null],
        ['stack-updated', 0],
      ],
    );
  });

  it('aborts a running update when it stops, and does not report it', async () => {
    const { engine, loop, reports, settle } = start();
    loop.requestAll();
    await settle();
    await loop.stop();
    expect([engine.running(), reports]).toEqual([0, []]);
  });
});

describe('a loop whose definition changes', () => {
  const withStacks = (...names: string[]) => ({
    ...walkthrough(),
    stacks: names.map((name) => ({ name, regions: [] })),
  });

  it('updates an added stack, and does not disturb a running update of another', async () => {
    const { engine, loop, settle } = start();
    loop.requestAll();
    await settle();
    loop.follow(withStacks('production', 'staging'));
    loop.requestAll();
    await settle();
    expect(engine.calls.map(({ stack }) => stack)).toEqual(['production', 'staging']);
    expect(engine.running()).toBe(2);
    expect(Object.keys(loop.status())).toEqual(['production', 'staging']);
  });

  it('stops the update of a stack that was removed, then destroys it', async () => {
    const { engine, loop, removed, settle } = start();
    loop.requestAll();
    await settle();
    loop.follow(withStacks());
    await settle();
    expect([engine.running(), engine.destroyed, removed]).toEqual([
      0,
      ['production'],
      ['production'],
    ]);
    loop.requestAll();
    await settle();
    expect([engine.calls.length, loop.status()]).toEqual([1, {}]);
  });

  it('retries a failed destroy, and reports the failure once', async () => {
    const { clock, engine, loop, removed, reports } = start();
    engine.destroyFailure = new AppError('DOCKER_UNAVAILABLE', 'down');
    loop.follow(withStacks());
    await clock.advance(3_000);
    expect([engine.destroyed.length, removed]).toEqual([3, []]);
    expect(reports.map(({ type }) => type)).toEqual(['stack-update-failed']);
    engine.destroyFailure = undefined;
    await clock.advance(4_000);
    expect([engine.destroyed.length, removed]).toEqual([4, ['production']]);
  });

  it('stops the destroy of a stack that is defined again, and updates it after that', async () => {
    const { clock, engine, loop, removed, settle } = start();
    engine.destroyFailure = new AppError('DOCKER_UNAVAILABLE', 'down');
    loop.follow(withStacks());
    await settle();
    loop.follow(withStacks('production'));
    loop.requestAll();
    await settle();
    expect(engine.calls).toEqual([{ stack: 'production', refresh: false }]);
    await clock.advance(60_000);
    expect([engine.destroyed.length, removed]).toEqual([1, []]);
  });

  it('destroys orphaned stacks that an earlier stop left', async () => {
    const { engine, removed, settle } = start({ known: ['production', 'gone'] });
    await settle();
    expect([engine.destroyed, removed]).toEqual([['gone'], ['gone']]);
  });
});
