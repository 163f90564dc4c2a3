import { Ajv } from 'ajv';
import { describe, expect, it } from 'vitest';
import { ourDocument } from '../../../orchestrator/control-plane/openapi/our-document.ts';
import { walkthrough } from '../../support/walkthrough.ts';
import { serveForEachTest } from '../../support/console-suite.ts';

const api = serveForEachTest(walkthrough);

const phase = (name: string, extra: object = {}) => ({
  name,
  timeIntervalMs: 60_000,
  requiredReview: false,
  rules: [
    {
      name: 'r',
      environments: ['production'],
      conditions: [{ type: 'custom_field', field: 'region', operator: 'any', targetValue: [name] }],
    },
  ],
  ...extra,
});

const start = (color: string) =>
  api.client.call('PATCH /dynamic_configs/{id}', {
    path: ['colorteller'],
    body: { defaultValue: { color } },
  });

describe('release pipelines of the Console API', () => {
  it('makes, reads, lists, changes and deletes one', async () => {
    const created = await api.client.call('POST /release_pipelines', {
      body: { name: 'Pipeline 1', phases: [phase('us-west1')] },
      headers: { 'x-colorteller-actor': 'alice' },
    });
    expect(created).toMatchObject({
      status: 200,
      body: { data: { id: 'pipeline_1', creatorID: 'alice', phases: [{ id: 'us-west1' }] } },
    });
    await api.client.call('POST /release_pipelines/{id}', {
      path: ['pipeline_1'],
      body: { phases: [phase('us-west1', { id: 'one' }), phase('us-central1')] },
      headers: { 'x-colorteller-actor': 'bob' },
    });
    const { body } = await api.client.call('GET /release_pipelines/{id}', { path: ['pipeline_1'] });
    expect(body.data).toMatchObject({
      creatorID: 'alice',
      lastModifierID: 'bob',
      phases: [{ id: 'one' }, { id: 'us-central1' }],
    });
    const list = await api.client.call('GET /release_pipelines', { query: '?limit=1' });
    expect(list.body.pagination).toMatchObject({
      totalItems: 2,
      nextPage: '/console/v1/release_pipelines?limit=1&page=2',
    });
    await api.client.call('DELETE /release_pipelines/{id}', { path: ['pipeline_1'] });
    expect(
      (await api.client.call('GET /release_pipelines/{id}', { path: ['pipeline_1'] })).status,
    ).toBe(404);
  });

  it('keeps what only the workspace file says of a phase', async () => {
    const pipeline = api.server.interpreter.definition().pipelines[0]!;
    const shown = (await api.client.call('GET /release_pipelines/{id}', { path: [pipeline.name] }))
      .body.data;
    await api.client.call('POST /release_pipelines/{id}', { path: [pipeline.name], body: shown });
    expect(api.server.interpreter.events()).toHaveLength(1);
  });

  it('names what uses one, and the regions of its phases', async () => {
    await api.client.call('POST /gates', {
      body: { name: 'checkout', releasePipelineID: 'region-by-region' },
    });
    const path = ['region-by-region'];
    const { body } = await api.client.call('GET /release_pipelines/{id}', { path });
    const references = {
      dynamicConfigs: ['colorteller'],
      gates: ['checkout'],
      phases: [
        { id: 'us-west1', regions: ['us-west1'] },
        { id: 'us-central1', regions: ['us-central1'] },
      ],
    };
    expect(body.data).toMatchObject({ references });
    const list = await api.client.call('GET /release_pipelines');
    expect(list.body.data).toMatchObject([{ references }]);
    const { properties } = ourDocument('1.0.0').components.schemas['ReleasePipelineDto'] as {
      properties: Record<string, object>;
    };
    const isDescribed = new Ajv().compile(properties['references'] ?? false);
    expect(isDescribed(references)).toBe(true);
    expect(isDescribed({ ...references, gates: 'checkout' })).toBe(false);
  });

  it('locks one that a trigger goes through, and does not delete one in use', async () => {
    const path = ['region-by-region'];
    const attached = await api.client.call('DELETE /release_pipelines/{id}', { path });
    expect([attached.status, attached.body.message]).toEqual([
      400,
      'pipeline "region-by-region" is attached to colorteller. Detach it first: PATCH each with releasePipelineID: null.',
    ]);
    await start('purple');
    const locked = await api.client.call('POST /release_pipelines/{id}', {
      path,
      body: { phases: [phase('us-west1')] },
    });
    expect(locked).toMatchObject({ status: 400, body: { code: 'RELEASE_ACTIVE' } });
    await api.client.call('PUT /release_pipeline_triggers/{id}/abort', { path: ['rel-1'] });
    const free = await api.client.call('POST /release_pipelines/{id}', {
      path,
      body: { phases: [phase('us-west1')] },
    });
    expect(free.status).toBe(200);
  });

  it.each([
    ['no phase', { name: 'empty' }, 'phases'],
    [
      'a phase that asks the time',
      {
        name: 'later',
        phases: [
          phase('p', {
            rules: [
              { name: 'r', conditions: [{ type: 'time', operator: 'after', targetValue: 1 }] },
            ],
          }),
        ],
      },
      'a phase cannot use "time"',
    ],
    ['two phases of one id', { name: 'twice', phases: [phase('p'), phase('p')] }, 'already'],
    ['a name that is taken', { name: 'region-by-region', phases: [phase('p')] }, 'already'],
  ])('refuses %s', async (_, body, message) => {
    const reply = await api.client.call('POST /release_pipelines', { body });
    expect([reply.status, reply.body.message]).toEqual([400, expect.stringContaining(message)]);
  });
});

describe('triggers of the Console API', () => {
  it('takes every action, with the phase the caller believes is current', async () => {
    await api.client.call('POST /release_pipelines/{id}', {
      path: ['region-by-region'],
      body: { phases: [phase('us-west1', { requiredReview: true }), phase('us-central1')] },
    });
    await start('purple');
    const path = ['rel-1'];
    const body = { phaseID: 'us-west1' };
    const stale = await api.client.call('PUT /release_pipeline_triggers/{id}/approve', {
      path,
      body: { phaseID: 'us-central1' },
    });
    expect(stale).toMatchObject({ status: 400, body: { code: 'STALE_PHASE' } });
    const approved = await api.client.call('PUT /release_pipeline_triggers/{id}/approve', {
      path,
      body,
    });
    expect(approved.body.data).toMatchObject({
      status: 'IN_PROGRESS',
      currentPhaseID: 'us-west1',
      currentPhaseEndTime: api.server.clock.nowMs() + 60_000,
    });
    const paused = await api.client.call('PUT /release_pipeline_triggers/{id}/pause', {
      path,
      body,
    });
    expect(paused.body.data).toMatchObject({ status: 'PAUSED', currentPhaseEndTime: null });
    await api.client.call('PUT /release_pipeline_triggers/{id}/unpause', { path, body });
    const skipped = await api.client.call('PUT /release_pipeline_triggers/{id}/skip', {
      path,
      body,
    });
    expect(skipped.body.data.currentPhaseID).toBe('us-central1');
    const done = await api.client.call('PUT /release_pipeline_triggers/{id}/rollout', {
      path,
      headers: { 'x-colorteller-actor': 'carol' },
    });
    expect(done.body.data).toMatchObject({
      status: 'COMPLETED',
      currentPhase: null,
      lastModifierName: 'carol',
    });
    expect(done.body.data.actions.map(({ type }: { type: string }) => type)).toEqual([
      'STARTED',
      'APPROVED_FOR',
      'PAUSED',
      'UNPAUSED',
      'SKIPPED',
      'FULL_ROLL_OUT',
    ]);
    const again = await api.client.call('PUT /release_pipeline_triggers/{id}/abort', { path });
    expect(again).toMatchObject({ status: 400, body: { code: 'NOTHING_ACTIVE' } });
  });

  it('reads one, and filters the list', async () => {
    await start('purple');
    const { body } = await api.client.call('GET /release_pipeline_triggers/{id}', {
      path: ['rel-1'],
    });
    expect(body.data.id).toBe('rel-1');
    expect(
      (await api.client.call('GET /release_pipeline_triggers/{id}', { path: ['rel-9'] })).status,
    ).toBe(404);
    const day = new Date(api.server.clock.nowMs()).toISOString().slice(0, 10);
    const count = async (query: string) =>
      (await api.client.call('GET /release_pipeline_triggers', { query })).body.data.length;
    expect(await count(`?startDate=${day}&endDate=${day}`)).toBe(1);
    expect(await count('?endDate=1969-12-31')).toBe(0);
    expect(await count('?status=COMPLETED')).toBe(0);
    expect(await count('?releasePipelineID=region-by-region')).toBe(1);
    for (const query of ['?status=NOPE', '?startDate=yesterday']) {
      expect((await api.client.call('GET /release_pipeline_triggers', { query })).status).toBe(400);
    }
    const noPhase = await api.client.call('PUT /release_pipeline_triggers/{id}/approve', {
      path: ['rel-1'],
      body: {},
    });
    expect([noPhase.status, noPhase.body.message]).toEqual([
      400,
      expect.stringContaining('phaseID'),
    ]);
  });
});

describe('environments of the Console API', () => {
  const environment = (name: string, requiresReleasePipeline = true) => ({
    name,
    isProduction: name === 'production',
    requiresReview: false,
    requiresReleasePipeline,
  });

  it('reads and replaces them; opted out, a change of it alone starts no trigger', async () => {
    const { body } = await api.client.call('GET /environments');
    expect(body.data.environments.map(({ id }: { id: string }) => id)).toEqual([
      'development',
      'staging',
      'production',
    ]);
    const updated = await api.client.call('POST /environments', {
      body: {
        environments: [environment('staging', false), environment('production'), environment('qa')],
      },
    });
    expect(updated.body.data.environments).toMatchObject([
      { id: 'staging', isProduction: false, requiresReleasePipeline: false },
      { id: 'production', isProduction: true },
      { id: 'qa' },
    ]);
    await api.client.call('PATCH /dynamic_configs/{id}', {
      path: ['colorteller'],
      body: {
        rules: [
          { name: 's', environments: ['staging'], conditions: [], returnValue: { color: 'red' } },
        ],
      },
    });
    expect(api.server.interpreter.state().releaseCount).toBe(0);
  });

  it.each([
    ['one that a region is in', [environment('staging')], 'there is no environment "production"'],
    ['a new name', [{ ...environment('production'), id: 'prod' }], 'cannot be renamed'],
    [
      'reviews of saves',
      [{ ...environment('production'), requiresReview: true }],
      'requiresReview',
    ],
    ['two of one name', [environment('production'), environment('production')], 'used twice'],
  ])('refuses %s', async (_, environments, message) => {
    const reply = await api.client.call('POST /environments', { body: { environments } });
    expect([reply.status, reply.body.message]).toEqual([400, expect.stringContaining(message)]);
    expect(api.server.interpreter.events()).toHaveLength(1);
  });
});
