import { expect, it } from 'vitest';
import type { RegionTraffic } from '../../orchestrator/runtime/traffic/measure/traffic-schema.ts';
import { BY_ANN } from '../support/actors.ts';
import {
  colortellerAt,
  bothRegionsAnswer,
  settled,
  startUp,
  type RunningUp,
} from '../support/cli.ts';
import { eventually } from '../support/eventually.ts';
import { tempFolder } from '../support/temp-folder.ts';
import { compileHit } from '../../orchestrator/core/faults/fault-registry.ts';

/** Requests and errors of a colour. */
function sumOf({ buckets }: RegionTraffic, color: string): [number, number] {
  const matching = buckets.filter((bucket) => bucket.color === color);
  const sum = (of: 'requests' | 'errors') => matching.reduce((total, one) => total + one[of], 0);
  return [sum('requests'), sum('errors')];
}

async function regionTraffic(up: RunningUp, region: string): Promise<RegionTraffic> {
  const { regions } = await up.client.traffic();
  return regions.find((one) => one.region === region)!;
}

it('measures a purple that errors 30 % as the seed says, a region that hangs, and nothing when it is stopped', async () => {
  await using folder = await tempFolder();
  await using up = await startUp(folder.path);
  await settled(up.client);
  expect((await colortellerAt(up, 'traffic', 'status')).stdout).toMatch(/^○ no traffic/);
  await up.client.changeConfig('colorteller', { set: { color: 'purple' }, ...BY_ANN });
  await up.client.act('rel-1', 'approve', { phase: 'us-west1', ...BY_ANN });
  await bothRegionsAnswer(up.client, 'purple', 'blue');
  await settled(up.client);
  await colortellerAt(up, 'fault', 'add', 'erroring@30%', '--color', 'purple', '--seed', '7');
  const started = await colortellerAt(up, 'traffic', 'start', '--rate', '100', '--json');
  expect(JSON.parse(started.stdout)).toMatchObject({ isOn: true, ratePerSecond: 100 });
  await eventually('100 requests', async () =>
    sumOf(await regionTraffic(up, 'us-west1'), 'purple')[0] >= 100 ? true : undefined,
  );
  const status = await colortellerAt(up, 'traffic', 'status');
  expect(status.stdout).toMatch(/us-west1 +purple +\d+ +\d+ +[23]\d\.\d %/);

  // Counted by themselves: the observer's polls of the region, which the fault hit too, do not matter.
  await colortellerAt(up, 'traffic', 'stop');
  const [requests, errors] = sumOf(await regionTraffic(up, 'us-west1'), 'purple');
  const fault = (await up.client.state()).faults[0]!;
  const injected = Array.from({ length: requests }, (_, n) =>
    compileHit(fault)('traffic us-west1', n + 1),
  );
  expect(errors).toBe(injected.filter(Boolean).length);
  expect(errors / requests).toBeGreaterThan(0.2);
  const [asked, failed] = sumOf(await regionTraffic(up, 'us-central1'), 'blue');
  expect([asked >= 99, failed]).toEqual([true, 0]);
  const text = await (await fetch(`${up.url}/metrics`)).text();
  for (const line of [
    `colorteller_traffic_requests_total{region="us-west1",color="purple",result="error"} ${errors}`,
    `colorteller_traffic_latency_seconds_count{region="us-west1"} ${requests}`,
    'colorteller_traffic_recent_error_ratio{region="us-central1"} 0',
    'colorteller_traffic_recent_latency_seconds{region="us-west1",quantile="0.95"}',
  ]) {
    expect(text).toContain(line);
  }

  await colortellerAt(up, 'fault', 'clear');
  await colortellerAt(up, 'fault', 'add', 'slow:us-central1+9s');
  await up.client.setTraffic({ isOn: true, ratePerSecond: 200, actor: 'ann' });
  const held = await eventually('requests that are held back', async () => {
    const view = await up.client.traffic();
    const unanswered = view.regions[1]!.last.errors;
    return view.heldBack > 0 && unanswered > 0 ? view : undefined;
  });
  // Others go on: more than what 50 under way with a deadline of 2 s would come to.
  const before = held.regions[0]!.last.requests;
  await eventually('the other region', async () =>
    (await up.client.traffic()).regions[0]!.last.requests > before + 150 ? true : undefined,
  );
  up.interrupt();
  expect(await up.ended).toBe(130);
  expect(await up.stderr).not.toMatch(/Warning|unhandled/i);
});

it('is published on a stream, and changed only with the key, within its bounds', async () => {
  await using folder = await tempFolder();
  await using up = await startUp(folder.path);
  const post = (body: object) =>
    fetch(`${up.url}/api/traffic`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
  expect((await post({ isOn: true })).status).toBe(401);
  const tooFast = await colortellerAt(up, 'traffic', 'start', '--rate', '501');
  expect([tooFast.exitCode, tooFast.stderr]).toEqual([2, expect.stringContaining('ratePerSecond')]);

  const ending = new AbortController();
  const response = await fetch(`${up.url}/api/traffic/stream`, { signal: ending.signal });
  let text = '';
  const reading = (async () => {
    for await (const chunk of response.body ?? []) text += Buffer.from(chunk).toString();
  })().catch(() => undefined);
  await settled(up.client);
  await up.client.setTraffic({ isOn: true, ratePerSecond: 50, actor: 'ann' });
  await eventually('news of a bucket', () =>
    /event: ?traffic\n[^]*"isOn":false[^]*event: ?traffic\n[^]*"isOn":true[^]*"color":"blue"/.test(
      text,
    )
      ? true
      : undefined,
  );
  ending.abort();
  await reading;
});
