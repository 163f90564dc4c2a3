import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { createControlClient } from '../../../../../scripts/cli/client/control-client.ts';

/** What the next requests get. */
let answer: { status?: number; type?: string; body: string };
const server = createServer((_, response) => {
  const { status = 200, type = 'application/json', body } = answer;
  response.writeHead(status, { 'content-type': type });
  if (type === 'text/event-stream') response.write(body);
  else response.end(body);
});
let url: string;

beforeEach(async () => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});

afterEach(async () => {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});

const client = () => createControlClient(url, null);
const json = (body: unknown) => ({ body: JSON.stringify(body) });

it('an answer of another shape is an error that names the address and the place', async () => {
  answer = json({ stacks: ['main', 7] });
  await expect(client().retry()).rejects.toMatchObject({
    code: 'BAD_ANSWER',
    message: `the answer of ${url}/api/retry is not what this version expects: stacks[1]: Invalid input: expected string, received number`,
    action: expect.stringContaining('another version') as string,
  });
});

it('an error names the first places of many', async () => {
  answer = json({ stacks: [1, 2, 3, 4, 5] });
  await expect(client().retry()).rejects.toMatchObject({
    message: expect.stringMatching(/stacks\[2\]: [^;]*; and 2 more$/) as string,
  });
});

it('an answer that is not JSON is of another shape', async () => {
  answer = { body: '<html>' };
  await expect(client().state()).rejects.toMatchObject({ code: 'BAD_ANSWER' });
});

it('fields that only a newer orchestrator knows are dropped', async () => {
  answer = json({ stacks: ['main'], sinceVersion9: true });
  expect(await client().retry()).toEqual({ stacks: ['main'] });
});

it('keys of an event that this version does not know stay', async () => {
  const record = { seq: 1, event: { type: 'some-day', atMs: 1, more: [1] } };
  answer = json({ events: [record] });
  expect(await client().events(0)).toEqual([record]);
});

it('an event of a stream that is of another shape is an error', async () => {
  const ending = new AbortController();
  answer = { type: 'text/event-stream', body: 'event: record\ndata: {"seq":"1"}\n\n' };
  const records = client().follow(0, ending.signal);
  await expect(records.next()).rejects.toMatchObject({
    code: 'BAD_ANSWER',
    message: expect.stringContaining('/api/events') as string,
  });
});

it('an error whose code is a name of every object is an internal error', async () => {
  answer = { status: 400, ...json({ code: 'toString', message: 'no' }) };
  await expect(client().state()).rejects.toMatchObject({ code: 'INTERNAL', message: 'no' });
});
