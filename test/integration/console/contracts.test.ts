import { expect, it } from 'vitest';
import { parseDefinition } from '../../../orchestrator/core/definition/parse.ts';
import { serveForEachTest } from '../../support/console-suite.ts';
import { fileWith } from '../../support/targeting.ts';

const api = serveForEachTest(() =>
  parseDefinition(
    fileWith('')
      .replace('name: staging', 'name: staging\n    values: { redis: staging-redis }')
      .replace('name: production', 'name: production\n    values: { redis: prod-redis }'),
    'w.yaml',
  ),
);

const setRedis = async (text: string) => {
  const { status, body } = await api.client.call('PATCH /dynamic_configs/{id}', {
    path: ['colorteller'],
    body: { defaultValue: { color: 'purple', env: { REDIS: text } } },
  });
  return [status, body.message];
};

it('a change by the Console API keeps the contracts between environments, and their values', async () => {
  expect(await setRedis('staging-redis')).toEqual([
    400,
    expect.stringContaining(
      '"staging-redis" is "redis" of environment staging; production would use it in us-west1, us-central1',
    ),
  ]);
  expect(await setRedis('${environment.cache}')).toEqual([
    400,
    expect.stringContaining('environment production has no value "cache"'),
  ]);
  // Statsig's environments have no values: what the workspace file gave them stays.
  const environment = { isProduction: false, requiresReview: false, requiresReleasePipeline: true };
  const { status } = await api.client.call('POST /environments', {
    body: {
      environments: ['staging', 'production', 'canary'].map((name) => ({ name, ...environment })),
    },
  });
  expect(status).toBe(200);
  expect(await setRedis('staging-redis')).toEqual([400, expect.any(String)]);
  expect(await setRedis('${environment.redis}')).toEqual([200, expect.any(String)]);
});
