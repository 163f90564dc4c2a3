import { expect, it } from 'vitest';
import { startService } from '../support/colorteller-process.ts';

const purple = { color: 'purple', release: 'r-1', configVersion: 2 };

it('only a request that asks for a fault is answered late or with an error, and its headers have the config all the same', async () => {
  await using service = await startService();
  const ask = async (fault: string | null, path = '/color', options: RequestInit = {}) => {
    const headers = fault === null ? {} : { 'ColorTeller-Fault': fault };
    const response = await fetch(service.url + path, { headers, ...options });
    const body = (await response.json()) as { code?: string };
    const answered = ['color', 'config-version'].map((name) =>
      response.headers.get(`colorteller-${name}`),
    );
    return [response.status, body.code, ...answered];
  };
  expect(await ask('error')).toEqual([500, 'FAULT_ASKED_FOR', null, null]);
  await service.writeAtomically('config.json', purple);
  await service.untilAnswers('/color', purple);
  for (const path of ['/color', '/']) {
    const startedAtMs = performance.now();
    const late = ask('delay=150, error', path);
    expect(await ask(null)).toEqual([200, undefined, 'purple', '2']);
    expect(await late).toEqual([500, 'FAULT_ASKED_FOR', 'purple', '2']);
    expect(performance.now() - startedAtMs).toBeGreaterThan(149);
  }
  expect(await ask('delay=1')).toEqual([200, undefined, 'purple', '2']);
  expect(await ask('delay=99999')).toEqual([400, 'BAD_INPUT', 'purple', '2']);
  expect((await ask('error', '/healthz'))[0]).toBe(200);
  const gone = AbortSignal.timeout(20);
  await expect(ask('delay=9000', '/color', { signal: gone })).rejects.toThrow(/timeout/);

  const text = await (await fetch(`${service.url}/metrics`)).text();
  expect(text).toContain('{route="/color",method="GET",status="500"} 2');
  expect(text).toContain('{route="/",method="GET",status="500"} 1');
  expect(text).toContain('{route="/color",method="GET",status="400"} 1');
  expect(text).toMatch(/duration_seconds_bucket\{le="0.1",route="\/",method="GET"\} 0/);
});
