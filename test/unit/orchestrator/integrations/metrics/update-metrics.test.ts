import { expect, it } from 'vitest';
import type { Engine, UpdateResult } from '../../../../../orchestrator/ports/engine.ts';
import { AppError } from '../../../../../orchestrator/common/errors/app-error.ts';
import { createUpdateMetrics } from '../../../../../orchestrator/integrations/metrics/update-metrics.ts';
import { createFakeClock } from '../../../../support/fakes/fake-clock.ts';
import { parseMetrics, valueOf } from '../../../../support/parse-metrics.ts';

const result = (configVersion: number, changes: number): UpdateResult => ({
  changes: Array.from({ length: changes }, (_, index) => ({
    urn: `urn:${index}`,
    type: 'docker:index/container:Container',
    name: `c${index}`,
    operation: 'create',
    properties: [],
  })),
  outputs: { regions: { a: { url: 'http://127.0.0.1:1', image: 'i', configVersion } } },
  durationMs: 1,
});

it('counts updates by result, with how long they took, and drift only where nothing new was delivered', async () => {
  const clock = createFakeClock();
  const script: (() => UpdateResult)[] = [];
  const metrics = createUpdateMetrics(clock);
  const engine = metrics.metered({
    name: 'embedded',
    up: async () => {
      await clock.advance(2_000);
      return script.shift()!();
    },
  } as unknown as Engine);
  const up = async (refresh: boolean, answer: () => UpdateResult) => {
    script.push(answer);
    await engine.up({ stack: 's', program: () => Promise.resolve({}), refresh });
  };
  const fail = (code: 'UPDATE_FAILED' | 'UPDATE_ABORTED') => (): UpdateResult => {
    throw new AppError(code, 'no');
  };
  await up(false, () => result(1, 3));
  await up(true, () => result(1, 2));
  await up(true, () => result(2, 1));
  await up(false, () => result(2, 5));
  await expect(up(false, fail('UPDATE_FAILED'))).rejects.toThrow('no');
  await expect(up(true, fail('UPDATE_ABORTED'))).rejects.toThrow('no');

  const families = parseMetrics(await metrics.registry.metrics());
  const of = (name: string, labels?: Record<string, string>) =>
    valueOf(families, name, { stack: 's', ...labels });
  expect(
    ['ok', 'failed', 'aborted'].map((one) => of('colorteller_updates_total', { result: one })),
  ).toEqual([4, 1, 1]);
  expect(of('colorteller_update_duration_seconds_sum', { result: 'ok' })).toBe(8);
  expect(of('colorteller_update_duration_seconds_bucket', { result: 'ok', le: '1' })).toBe(0);
  expect(of('colorteller_update_duration_seconds_bucket', { result: 'ok', le: '2.5' })).toBe(4);
  expect(of('colorteller_drift_found_total')).toBe(2);
});
