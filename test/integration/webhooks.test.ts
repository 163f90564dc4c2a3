import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { isSigned } from '../../orchestrator/integrations/alerts/signature.ts';
import { stateAt } from '../../orchestrator/core/rehearsal/state-at.ts';
import { createMemoryEventStore } from '../../orchestrator/runtime/store/memory-event-store.ts';
import { BY_ANN } from '../support/actors.ts';
import { createFakeClock } from '../support/fakes/fake-clock.ts';
import { createInstantClock } from '../support/fakes/instant-clock.ts';
import { startTestWebhooks, withWebhook } from '../support/test-webhooks.ts';
import { eventually } from '../support/eventually.ts';
import { tempFolder } from '../support/temp-folder.ts';
import { walkthrough } from '../support/walkthrough.ts';
import {
  answers,
  hangs,
  startReceiver,
  takes,
  type WebhookReceiver,
} from '../support/webhook-receiver.ts';

const received = (receiver: WebhookReceiver, count: number) =>
  eventually(`${count} deliveries`, () =>
    receiver.received.length >= count ? receiver.received : undefined,
  );
const reasonsOf = (all: readonly { text: string }[]) =>
  all.map(({ text }) => text.replace(/.*?(held|lifted) by ann: /, '$1 '));

describe('a webhook', () => {
  it('receives alerts in order, over errors, each try with the same id and its own signature', async () => {
    await using folder = await tempFolder();
    await using receiver = await startReceiver(answers(500), answers(503));
    const clock = createInstantClock();
    const secret = { env: 'HOOK_SECRET' };
    const env = { HOOK_SECRET: 'workshop' };
    await using run = await startTestWebhooks(withWebhook(receiver.url, { secret }), {
      folder: folder.path,
      clock,
      env,
    });
    await run.hold('a');
    await run.hold('b');
    const all = await received(receiver, 6);
    expect(reasonsOf(all)).toEqual([
      'held a',
      'held a',
      'held a',
      'lifted a',
      'held b',
      'lifted b',
    ]);
    expect(clock.slept).toEqual([1_000, 2_000]);
    const ids = all.map(({ headers }) => headers['x-colorteller-id']);
    expect([new Set(ids.slice(0, 3)).size, new Set(ids).size]).toEqual([1, 4]);
    for (const { headers, body } of all) {
      const header = String(headers['x-colorteller-signature']);
      expect(isSigned(header, { secret: 'workshop', body, nowMs: Date.now() })).toBe(true);
    }
    expect(JSON.parse(all[0]?.body ?? '')).toEqual({
      version: 1,
      id: ids[0],
      event: 'held',
      at: new Date(1_000_000).toISOString(),
      workspace: path.basename(folder.path),
      seq: 2,
      text: 'everything is held by ann: a',
      command: 'npx colorteller lift',
      release: null,
      config: null,
      phase: null,
      region: null,
      stack: null,
      actor: 'ann',
      reason: 'a',
    });
    const status = await eventually('all noted', () =>
      run.status().reachedSeq === 5 ? run.status() : undefined,
    );
    expect(status).toMatchObject({
      url: new URL(receiver.url).origin,
      isSigned: true,
      delivered: 4,
      failedTries: 2,
      givenUp: 0,
      problem: null,
    });
  });

  it('waits as long as a receiver that has too much asks for, at most ten minutes', async () => {
    await using folder = await tempFolder();
    await using receiver = await startReceiver(
      answers(429, { 'retry-after': '7' }),
      answers(429, { 'retry-after': '86400' }),
    );
    const clock = createInstantClock();
    await using run = await startTestWebhooks(withWebhook(receiver.url), {
      folder: folder.path,
      clock,
    });
    await run.hold('a');
    expect(reasonsOf(await received(receiver, 4))).toEqual([
      'held a',
      'held a',
      'held a',
      'lifted a',
    ]);
    expect(clock.slept).toEqual([7_000, 600_000]);
  });

  it('tries again where a receiver does not answer within its timeout', async () => {
    await using folder = await tempFolder();
    await using receiver = await startReceiver(hangs);
    const clock = createInstantClock();
    await using run = await startTestWebhooks(withWebhook(receiver.url), {
      folder: folder.path,
      clock,
      timeoutMs: 100,
    });
    await run.hold('a');
    // On a busy machine the receiver is late with its other answers, too: more tries than these are allowed.
    const all = reasonsOf(await received(receiver, 3));
    expect(all.slice(0, 2)).toEqual(['held a', 'held a']);
    await eventually('both deliveries', () => run.status().delivered === 2 || undefined);
    expect(clock.slept[0]).toBe(1_000);
  });

  it('gives up what is refused, what is sent elsewhere, and what fails again and again', async () => {
    await using folder = await tempFolder();
    await using elsewhere = await startReceiver();
    await using receiver = await startReceiver(
      answers(404),
      answers(302, { location: elsewhere.url }),
      ...Array.from({ length: 20 }, () => answers(500)),
    );
    await using run = await startTestWebhooks(withWebhook(receiver.url), { folder: folder.path });
    await run.hold('a');
    await run.hold('b');
    expect(reasonsOf((await received(receiver, 23)).slice(-2))).toEqual(['held b', 'lifted b']);
    expect(elsewhere.received).toEqual([]);
    expect(reasonsOf(run.givenUp.map((text) => ({ text })))).toEqual([
      'held a: it answers with status 404',
      'lifted a: it answers with status 302; no redirect is followed',
      'held b: it answers with status 500',
    ]);
    const status = await eventually('the last', () =>
      run.status().delivered === 1 ? run.status() : undefined,
    );
    expect(status).toMatchObject({ givenUp: 3, failedTries: 22 });
  });

  it.each([
    ['from the log', false],
    ['from a snapshot', true],
  ])('receives after a restart what it had not received, once, %s', async (_, isKept) => {
    await using folder = await tempFolder();
    await using receiver = await startReceiver(takes, answers(500));
    const definition = withWebhook(receiver.url);
    const store = createMemoryEventStore();
    {
      // Its clock stands still, so that it waits for its second try until the end.
      const clock = createFakeClock();
      await using run = await startTestWebhooks(definition, { folder: folder.path, store, clock });
      await run.hold('a');
      await eventually('the wait', () => clock.sleepers() > 0 || undefined);
      await run.hold('b');
    }
    expect(store.snapshot()?.seq).toBe(5);
    if (isKept) {
      const { state } = stateAt(definition, store.readAll(), { seq: 2 });
      await store.saveSnapshot(2, { definition, state });
    }
    await using again = await startTestWebhooks(definition, { folder: folder.path, store });
    await again.hold('c');
    expect(reasonsOf(await received(receiver, 7))).toEqual([
      'held a',
      'lifted a',
      'lifted a',
      'held b',
      'lifted b',
      'held c',
      'lifted c',
    ]);
    const [, first, second] = receiver.received.map(({ headers }) => headers['x-colorteller-id']);
    expect(second).toBe(first);
    expect(JSON.parse(await readFile(path.join(folder.path, 'webhooks.json'), 'utf8'))).toEqual({
      id: expect.any(String) as string,
      reached: { team: expect.any(Number) as number },
    });
  });

  it('receives nothing from before it was added, also when it is added again', async () => {
    await using folder = await tempFolder();
    await using receiver = await startReceiver();
    await using run = await startTestWebhooks(walkthrough(), { folder: folder.path });
    await run.hold('before');
    await run.adopt(withWebhook(receiver.url));
    await run.hold('then');
    await received(receiver, 2);
    await run.adopt(walkthrough());
    await run.hold('gone');
    await run.adopt(withWebhook(receiver.url));
    await run.hold('back');
    expect(reasonsOf(await received(receiver, 4))).toEqual([
      'held then',
      'lifted then',
      'held back',
      'lifted back',
    ]);
  });

  it('begins where the log ends when its file is damaged', async () => {
    await using folder = await tempFolder();
    await using receiver = await startReceiver();
    const store = createMemoryEventStore();
    {
      await using run = await startTestWebhooks(walkthrough(), { folder: folder.path, store });
      await run.hold('before');
    }
    await writeFile(path.join(folder.path, 'webhooks.json'), '{"reached":');
    await using run = await startTestWebhooks(withWebhook(receiver.url), {
      folder: folder.path,
      store,
    });
    await run.hold('after');
    expect(reasonsOf(await received(receiver, 2))).toEqual(['held after', 'lifted after']);
  });

  it('is sent nothing while a variable is not set, and all of it once the settings are others', async () => {
    await using folder = await tempFolder();
    await using receiver = await startReceiver();
    const secret = { env: 'HOOK_SECRET' };
    await using run = await startTestWebhooks(withWebhook(receiver.url, { secret }), {
      folder: folder.path,
    });
    await run.hold('a');
    await eventually(
      'the problem',
      () => run.status().problem?.includes('HOOK_SECRET') === true || undefined,
    );
    expect(receiver.received).toEqual([]);
    await run.adopt(withWebhook({ env: 'HOOK_URL' }));
    await eventually(
      'the other problem',
      () => run.status().problem?.includes('HOOK_URL') === true || undefined,
    );
    await run.adopt(withWebhook(receiver.url));
    expect(reasonsOf(await received(receiver, 2))).toEqual(['held a', 'lifted a']);
  });

  it('receives the format of Slack at an address from a variable', async () => {
    await using folder = await tempFolder();
    await using receiver = await startReceiver();
    const env = { SLACK_URL: receiver.url };
    const definition = withWebhook({ env: 'SLACK_URL' }, { format: 'slack' });
    await using run = await startTestWebhooks(definition, { folder: folder.path, env });
    await run.interpreter.submit({
      type: 'hold-placed',
      scope: { kind: 'region', name: 'us-west1' },
      ...BY_ANN,
      reason: '<!channel> & all',
    });
    const [only] = await received(receiver, 1);
    const sentence = 'region "us-west1" is held by ann: &lt;!channel&gt; &amp; all';
    const origin = `${path.basename(folder.path)}, event 2`;
    expect(JSON.parse(only?.body ?? '')).toEqual({
      text: sentence,
      blocks: [
        {
          type: 'section',
          text: { type: 'mrkdwn', text: `${sentence}\n\`npx colorteller lift --region us-west1\`` },
        },
        { type: 'context', elements: [{ type: 'mrkdwn', text: origin }] },
      ],
    });
    expect(run.status().url).toBe('$SLACK_URL');
    expect(only?.headers['x-colorteller-signature']).toBeUndefined();
  });
});
