import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import express from 'express';
import { expect, it } from 'vitest';
import type { Clock } from '../../../../../orchestrator/common/clock.ts';
import { createStreams } from '../../../../../orchestrator/control-plane/streams/streams.ts';
import type { StateView } from '../../../../../orchestrator/control-plane/view/state-view.ts';
import { startTestControlPlane } from '../../../../support/control-plane.ts';

const READS = 4;

it('does not take the passing of time for a change, also when the loop reports simulated time', async () => {
  await using plane = await startTestControlPlane();
  const state = await plane.client.state();
  let reads = 0;
  /** Each read is later; at the last one the loop has had another turn. */
  const view = (): StateView => {
    const passedMs = 60_000 * reads++;
    const loop = {
      activity: 'idle',
      turns: reads < READS ? 1 : 2,
      lastTurnAtMs: state.nowMs + passedMs,
      lastDurationMs: 5,
      failures: 0,
      nextTurnAtMs: state.nowMs + passedMs,
      applied: null,
    } as const;
    const stacks = state.stacks.map((stack) => ({ ...stack, loop }));
    return { ...state, nowMs: state.nowMs + passedMs, stacks };
  };
  const clock: Clock = {
    nowMs: () => 0,
    sleep: () => new Promise((resolve) => setImmediate(resolve)),
  };
  const streams = createStreams({ interpreter: plane.interpreter, view, clock });
  const app = express().get('/state', async (...of) => {
    await streams.state(...of);
  });
  const server = createServer(app).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/state`;
  const response = await fetch(url, { headers: { accept: 'text/event-stream' } });
  let text = '';
  for await (const bytes of response.body!) {
    text += new TextDecoder().decode(bytes as Uint8Array);
    if (text.includes('"turns":2') && text.endsWith('\n\n')) break;
  }
  streams.close();
  server.close();
  expect(text.match(/"turns":\d/g)).toEqual(['"turns":1', '"turns":2']);
});
