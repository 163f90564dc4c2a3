import { createServer } from 'node:http';
import { describe, expect, it } from 'vitest';
import { BY_ALICE } from '../support/actors.ts';
import { eventually } from '../support/eventually.ts';
import { startTestControlPlane } from '../support/control-plane.ts';

const PHASE = { phase: 'us-west1', ...BY_ALICE };

/** As many as asked for. */
async function take<Item>(count: number, stream: AsyncGenerator<Item>): Promise<Item[]> {
  const items: Item[] = [];
  for await (const item of stream) {
    if (items.push(item) === count) break;
  }
  return items;
}

/** The text of a stream until it holds what is waited for. */
async function readUntil(response: Response, part: string): Promise<string> {
  let text = '';
  for await (const bytes of response.body!) {
    text += new TextDecoder().decode(bytes as Uint8Array);
    if (text.includes(part)) break;
  }
  return text;
}

describe('the stream of events', () => {
  it('sends what is in the log, and what comes, in order', async () => {
    await using plane = await startTestControlPlane();
    const { client } = plane;
    await client.changeConfig('colorteller', { set: { color: 'purple' }, ...BY_ALICE });
    const records = take(3, client.follow(0, new AbortController().signal));
    await client.act('rel-1', 'approve', PHASE);
    await client.act('rel-1', 'abort', BY_ALICE);
    expect((await records).map(({ seq, event }) => [seq, event.type])).toEqual([
      [1, 'config-changed'],
      [2, 'phase-approved'],
      [3, 'release-aborted'],
    ]);
  });

  it('goes on after the last event a client has, by its header', async () => {
    await using plane = await startTestControlPlane();
    const { client, url } = plane;
    await client.changeConfig('colorteller', { set: { color: 'purple' }, ...BY_ALICE });
    await client.act('rel-1', 'approve', PHASE);
    const headers = { accept: 'text/event-stream', 'last-event-id': '1' };
    const response = await fetch(`${url}/api/events`, { headers });
    const text = await readUntil(response, 'phase-approved');
    expect(text).toMatch(/id: ?2\n/);
    expect(text).not.toContain('config-changed');
  });

  it('is taken up again when the server comes back: nothing lost, nothing twice', async () => {
    const first = await startTestControlPlane();
    const stopping = new AbortController();
    const stream = first.client.follow(0, stopping.signal);
    await first.client.changeConfig('colorteller', { set: { color: 'purple' }, ...BY_ALICE });
    expect(await take(1, stream)).toHaveLength(1);
    const { port } = first;
    const again = first.client.follow(1, stopping.signal);
    const pending = again.next();
    // The connection is open once the server has sent a first state over another one.
    await take(1, first.client.watch(new AbortController().signal));
    await first[Symbol.asyncDispose]();
    await using second = await startTestControlPlane(undefined, port);
    const change = { defaultValue: { color: 'purple' } };
    await second.interpreter.submit({
      type: 'config-changed',
      config: 'colorteller',
      change,
      ...BY_ALICE,
    });
    await second.interpreter.submit({ type: 'phase-approved', release: 'rel-1', ...PHASE });
    expect((await pending).value).toMatchObject({ seq: 2, event: { type: 'phase-approved' } });
    stopping.abort();
    await again.return(undefined);
  });

  it('ends at once when something else answers where the server was', async () => {
    const plane = await startTestControlPlane();
    let isLost = false;
    const states = plane.client.watch(new AbortController().signal, () => (isLost = true));
    await states.next();
    const next = states.next();
    await plane[Symbol.asyncDispose]();
    await eventually('the loss', () => isLost || undefined);
    const other = createServer((_, response) => void response.writeHead(404).end());
    other.listen(plane.port, '127.0.0.1');
    await expect(next).rejects.toMatchObject({ code: 'NOT_RUNNING' });
    other.close();
  });

  it('refuses a place that is none', async () => {
    await using plane = await startTestControlPlane();
    const headers = { accept: 'text/event-stream', 'last-event-id': 'x' };
    const response = await fetch(`${plane.url}/api/events`, { headers });
    expect([response.status, await response.json()]).toMatchObject([400, { code: 'BAD_INPUT' }]);
  });

  it('ends with what to do when nobody answers', async () => {
    const plane = await startTestControlPlane();
    const { client } = plane;
    await plane[Symbol.asyncDispose]();
    const next = client.follow(0, new AbortController().signal).next();
    await expect(next).rejects.toMatchObject({ code: 'NOT_RUNNING' });
  });
});

describe('the stream of the state', () => {
  it('sends the state now, and after each change of it', async () => {
    await using plane = await startTestControlPlane();
    const { client } = plane;
    const states = take(2, client.watch(new AbortController().signal));
    const headers = { accept: 'text/event-stream' };
    const text = await readUntil(await fetch(`${plane.url}/api/state`, { headers }), '\n\n');
    expect(text).toContain('"seq":0');
    await client.changeConfig('colorteller', { set: { color: 'purple' }, ...BY_ALICE });
    expect((await states).map(({ releases }) => releases.length)).toEqual([0, 1]);
  });
});
