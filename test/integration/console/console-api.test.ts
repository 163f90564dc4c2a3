import { describe, expect, it } from 'vitest';
import { consoleOperations } from '../../../orchestrator/control-plane/console/operations.ts';
import {
  publishedOperations,
  type OperationName,
} from '../../../orchestrator/control-plane/openapi/published-document.ts';
import type { ConsoleRequest } from '../../support/console-client.ts';
import { targeted } from '../../support/targeting.ts';
import { serveForEachTest } from '../../support/console-suite.ts';

const api = serveForEachTest(targeted);

const get = (path: string, headers: Record<string, string> = {}) =>
  fetch(`${api.server.url}${path}`, { headers });
const message = async (response: Response) => (await response.json()) as { status: number };

describe('the Console API', () => {
  it('answers every published operation, with success, as it is published', async () => {
    const rule = {
      name: 'r',
      passPercentage: 50,
      conditions: [{ type: 'public' }],
      returnValue: {},
    };
    const phase = {
      name: 'p',
      timeIntervalMs: 0,
      requiredReview: true,
      rules: [{ name: 'r', conditions: [] }],
    };
    const gate = ['checkout'];
    const config = ['colorteller'];
    const review = { path: ['rel-1'], body: { phaseID: 'us-west1' } };
    const full = { isEnabled: true, description: 'd', rules: [rule] };
    const steps: [OperationName, ConsoleRequest][] = [
      ['POST /release_pipelines', { body: { name: 'other', phases: [phase] } }],
      ['GET /release_pipelines', {}],
      ['GET /release_pipelines/{id}', { path: ['other'] }],
      [
        'POST /release_pipelines/{id}',
        { path: ['other'], body: { phases: [phase, { ...phase, name: 'q' }] } },
      ],
      ['DELETE /release_pipelines/{id}', { path: ['other'] }],
      ['GET /environments', {}],
      [
        'POST /environments',
        {
          body: {
            environments: [
              {
                name: 'production',
                isProduction: true,
                requiresReview: false,
                requiresReleasePipeline: true,
              },
            ],
          },
        },
      ],
      ['GET /gates', {}],
      ['POST /gates', { body: { name: 'fresh', rules: [rule] } }],
      ['GET /gates/{id}', { path: gate }],
      ['GET /gates/{id}/rules', { path: gate }],
      ['POST /gates/{id}/rule', { path: gate, body: { ...rule, id: 'one' } }],
      ['POST /gates/{id}/rules', { path: gate, body: { rules: [{ ...rule, id: 'two' }] } }],
      ['PATCH /gates/{id}/rules', { path: gate, body: { rules: [{ id: 'two', name: 'second' }] } }],
      ['PATCH /gates/{id}/rules/{ruleID}', { path: ['checkout', 'one'], body: { name: 'first' } }],
      ['DELETE /gates/{id}/rules/{ruleID}', { path: ['checkout', 'one'] }],
      ['GET /gates/{id}/overrides', { path: gate }],
      [
        'POST /gates/{id}/overrides',
        { path: gate, body: { passingUserIDs: ['a'], failingUserIDs: [] } },
      ],
      [
        'PATCH /gates/{id}/overrides',
        { path: gate, body: { passingUserIDs: [], failingUserIDs: ['b'] } },
      ],
      ['DELETE /gates/{id}/overrides', { path: gate }],
      ['GET /gates/{id}/gate_references', { path: gate }],
      ['GET /gates/{id}/dynamic_config_references', { path: gate }],
      ['GET /gates/{id}/experiment_references', { path: gate }],
      ['GET /gates/{id}/versions', { path: gate }],
      ['PUT /gates/{id}/disable', { path: gate }],
      ['PUT /gates/{id}/enable', { path: gate }],
      ['PUT /gates/{id}/launch', { path: gate }],
      ['PUT /gates/{id}/archive', { path: gate, body: { forceArchive: true } }],
      ['PUT /gates/{id}/unarchive', { path: gate, body: {} }],
      ['POST /gates/{id}', { path: ['fresh'], body: full }],
      ['PATCH /gates/{id}', { path: ['fresh'], body: { tags: ['t'] } }],
      ['DELETE /gates/{id}', { path: ['fresh'] }],
      ['GET /dynamic_configs', {}],
      ['POST /dynamic_configs', { body: { name: 'fresh', rules: [rule] } }],
      ['POST /dynamic_configs/{id}', { path: ['fresh'], body: full }],
      ['DELETE /dynamic_configs/{id}', { path: ['fresh'] }],
      ['GET /dynamic_configs/{id}', { path: config }],
      ['GET /dynamic_configs/{id}/rules', { path: config }],
      ['GET /dynamic_configs/{id}/rule/{ruleId}', { path: ['colorteller', 'germans'] }],
      ['GET /dynamic_configs/{id}/versions', { path: config }],
      ['PUT /dynamic_configs/{id}/disable', { path: config }],
      ['PUT /dynamic_configs/{id}/enable', { path: config }],
      ['PUT /dynamic_configs/{id}/archive', { path: config, body: {} }],
      ['PUT /dynamic_configs/{id}/unarchive', { path: config, body: {} }],
      [
        'PATCH /dynamic_configs/{id}',
        { path: config, body: { defaultValue: { color: 'purple' } } },
      ],
      ['GET /release_pipeline_triggers', {}],
      ['GET /release_pipeline_triggers/{id}', { path: ['rel-1'] }],
      ['PUT /release_pipeline_triggers/{id}/pause', review],
      ['PUT /release_pipeline_triggers/{id}/unpause', review],
      ['PUT /release_pipeline_triggers/{id}/approve', review],
      [
        'PUT /release_pipeline_triggers/{id}/skip',
        { path: ['rel-1'], body: { phaseID: 'us-central1' } },
      ],
      [
        'PATCH /dynamic_configs/{id}/rule/{ruleId}',
        { path: ['colorteller', 'germans'], body: { passPercentage: 1 } },
      ],
      ['PUT /release_pipeline_triggers/{id}/rollout', { path: ['rel-2'] }],
      ['DELETE /dynamic_configs/{id}/rule/{ruleId}', { path: ['colorteller', 'germans'] }],
      ['PUT /release_pipeline_triggers/{id}/abort', { path: ['rel-3'] }],
    ];
    for (const [name, request] of steps) {
      const { status, body } = await api.client.call(name, request);
      expect(status, `${name}: ${JSON.stringify(body)}`).toBeLessThan(300);
    }
    expect([...api.client.succeeded].sort()).toEqual([...publishedOperations.keys()].sort());
    expect(Object.keys(consoleOperations).sort()).toEqual([...publishedOperations.keys()].sort());
  });

  it.each([
    ['no key', {}, 401, 'none was sent'],
    ['a wrong key', { 'statsig-api-key': 'console-wrong' }, 401, 'the one that was sent is not'],
  ])('needs the key for reads too: %s', async (_, headers, status, text) => {
    const response = await get('/console/v1/gates', headers);
    const body = await message(response);
    expect([response.status, body]).toEqual([
      status,
      { status, code: 'UNAUTHORIZED', message: expect.stringContaining(text) as string },
    ]);
    expect(JSON.stringify(body)).not.toContain('console-wrong');
  });

  it('compares no further keys from an address that tried many', async () => {
    const wrong = { 'statsig-api-key': 'x' };
    for (let count = 0; count < 20; count++) {
      expect((await get('/console/v1/gates', wrong)).status).toBe(401);
    }
    const response = await get('/console/v1/gates', { 'statsig-api-key': 'the-key' });
    expect([response.status, response.headers.get('retry-after')]).toEqual([429, '60']);
    await api.server.clock.advance(60_000);
    expect((await get('/console/v1/gates', { 'statsig-api-key': 'the-key' })).status).toBe(200);
  });

  it.each([
    ['/console/v1/experiments', 501, 'experiments are not supported'],
    ['/console/v1/nope', 404, 'there is no GET /console/v1/nope'],
  ])('answers %s with %d', async (path, status, text) => {
    const response = await get(path, { 'statsig-api-key': 'the-key' });
    expect([response.status, await message(response)]).toMatchObject([
      status,
      { status, message: expect.stringContaining(text) as string },
    ]);
  });

  it('answers broken JSON, and a foreign Origin, in its own envelope', async () => {
    const broken = await fetch(`${api.server.url}/console/v1/gates`, {
      method: 'POST',
      headers: { 'statsig-api-key': 'the-key', 'content-type': 'application/json' },
      body: '{',
    });
    expect([broken.status, await message(broken)]).toMatchObject([400, { status: 400 }]);
    const foreign = await get('/console/v1/gates', { origin: 'https://evil.example' });
    expect([foreign.status, await message(foreign)]).toMatchObject([403, { status: 403 }]);
  });

  it('keeps both of two changes that are made at once', async () => {
    await Promise.all(
      ['one', 'two', 'three'].map((name) => api.client.call('POST /gates', { body: { name } })),
    );
    const names = api.server.interpreter.definition().gates.map(({ name }) => name);
    expect(names.slice(-3).sort()).toEqual(['one', 'three', 'two']);
  });

  it('serves its own document and a page of it, without key and without the network', async () => {
    const document = (await (await get('/console/v1/openapi.json')).json()) as {
      paths: Record<string, Record<string, { description?: string; responses: object }>>;
    };
    expect(Object.keys(document.paths)).toHaveLength(
      new Set([...publishedOperations.keys()].map((name) => name.split(' ')[1])).size,
    );
    const launch = document.paths['/console/v1/gates/{id}/launch']?.['put'];
    expect(launch?.description).toContain('**Differs:** Refused while a release is active.');
    expect(Object.keys(launch?.responses ?? {})).toEqual([
      '200',
      '400',
      '401',
      '403',
      '404',
      '413',
      '429',
    ]);
    const page = await get('/console/v1/docs');
    expect(page.headers.get('content-security-policy')).toContain("script-src 'self'");
    const html = await page.text();
    const files = [...html.matchAll(/(?:src|href)="([^"]+)"/g)].map(([, file]) => file ?? '');
    expect(files).toHaveLength(4);
    for (const file of files) {
      expect(file).not.toMatch(/^https?:/);
      expect((await get(`/console/v1/${file}`)).status, file).toBe(200);
    }
  });
});
