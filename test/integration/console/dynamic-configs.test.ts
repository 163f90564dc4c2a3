import { describe, expect, it } from 'vitest';
import type { ShownData } from '../../support/console-client.ts';
import { targeted } from '../../support/targeting.ts';
import { serveForEachTest } from '../../support/console-suite.ts';

const api = serveForEachTest(targeted);

const path = ['colorteller'];
const read = async (id: string) =>
  (await api.client.call('GET /dynamic_configs/{id}', { path: [id] })).body.data as ShownData;

describe('dynamic configs of the Console API', () => {
  it('starts a release for a new value, and answers the value that was saved', async () => {
    const { status, body } = await api.client.call('PATCH /dynamic_configs/{id}', {
      path,
      body: { defaultValue: { color: 'purple' } },
      headers: { 'x-colorteller-actor': 'alice', 'x-colorteller-reason': 'spring' },
    });
    expect([status, body.data.defaultValue, body.data.version]).toEqual([
      200,
      { color: 'purple' },
      2,
    ]);
    const triggers = await api.client.call('GET /release_pipeline_triggers', {
      query: '?dynamicConfigID=colorteller&status=WAITING_FOR_REVIEW',
    });
    expect(triggers.body.data).toMatchObject([
      {
        id: 'rel-1',
        creatorID: 'alice',
        description: 'spring',
        releasePipelineID: 'region-by-region',
      },
    ]);
    await api.client.call('PUT /release_pipeline_triggers/{id}/abort', { path: ['rel-1'] });
    expect((await read('colorteller')).defaultValue).toEqual({ color: 'blue' });
    const versions = await api.client.call('GET /dynamic_configs/{id}/versions', { path });
    expect(versions.body.data.map((one: { defaultValue: object }) => one.defaultValue)).toEqual([
      { color: 'purple' },
      { color: 'blue' },
    ]);
  });

  it('makes, reads, lists, changes and deletes one', async () => {
    const created = await api.client.call('POST /dynamic_configs', {
      body: {
        name: 'Site theme',
        defaultValueJson5: '{"size": 1}',
        schema: '{"type": "object", "properties": {"size": {"type": "number"}}}',
        rules: [
          {
            name: 'big',
            conditions: [{ type: 'public' }],
            passPercentage: 10,
            returnValue: { size: 9 },
          },
        ],
      },
    });
    expect([created.status, created.body.data]).toMatchObject([
      201,
      { id: 'site_theme', defaultValue: { size: 1 }, status: 'Enabled', releasePipelineID: null },
    ]);
    const list = await api.client.call('GET /dynamic_configs', { query: '?creatorName=console' });
    expect(list.body.data.map(({ id }: { id: string }) => id)).toEqual(['site_theme']);
    const full = { ...(await read('site_theme')), defaultValue: { size: 2 }, isEnabled: false };
    const updated = await api.client.call('POST /dynamic_configs/{id}', {
      path: ['site_theme'],
      body: full,
    });
    expect(updated.body.data).toMatchObject({
      defaultValue: { size: 2 },
      status: 'Disabled',
      version: 2,
    });
    const wrong = await api.client.call('PATCH /dynamic_configs/{id}', {
      path: ['site_theme'],
      body: { defaultValue: { size: 'big' } },
    });
    expect([wrong.status, wrong.body.message]).toEqual([400, expect.stringContaining('size')]);
    await api.client.call('DELETE /dynamic_configs/{id}', { path: ['site_theme'] });
    expect(
      (await api.client.call('GET /dynamic_configs/{id}', { path: ['site_theme'] })).status,
    ).toBe(404);
  });

  it('leaves alone what a partial update does not name', async () => {
    await api.client.call('PUT /dynamic_configs/{id}/disable', { path });
    const { body } = await api.client.call('PATCH /dynamic_configs/{id}', {
      path,
      body: { tags: ['ui'] },
    });
    expect(body.data).toMatchObject({
      isEnabled: false,
      tags: ['ui'],
      defaultValue: { color: 'blue' },
    });
    const on = await api.client.call('PUT /dynamic_configs/{id}/enable', { path });
    expect(on.body.data.status).toBe('Enabled');
    const archived = await api.client.call('PUT /dynamic_configs/{id}/archive', {
      path,
      body: { archiveReason: 'old' },
    });
    expect(archived.body.data.status).toBe('Archived');
    expect(api.server.interpreter.events().at(-1)?.event).toMatchObject({ reason: 'old' });
    await api.client.call('PUT /dynamic_configs/{id}/unarchive', { path, body: {} });
    expect(api.server.interpreter.state().releaseCount).toBe(0);
  });

  it('reads, changes and removes single rules; each is a change like any other', async () => {
    const rules = await api.client.call('GET /dynamic_configs/{id}/rules', { path });
    expect(rules.body.data[0]!.rules.map(({ id }: { id: string }) => id)).toEqual([
      'germans',
      'nobody',
    ]);
    const one = await api.client.call('GET /dynamic_configs/{id}/rule/{ruleId}', {
      path: ['colorteller', 'germans'],
    });
    expect(one.body.data).toMatchObject({ returnValue: { color: 'gold' }, passPercentage: 100 });
    const changed = await api.client.call('PATCH /dynamic_configs/{id}/rule/{ruleId}', {
      path: ['colorteller', 'germans'],
      body: { returnValue: { color: 'red' } },
    });
    expect(changed.body.data.rules[0]!.returnValue).toEqual({ color: 'red' });
    expect(api.server.interpreter.state().releaseCount).toBe(1);
    await api.client.call('PUT /release_pipeline_triggers/{id}/rollout', { path: ['rel-1'] });
    const removed = await api.client.call('DELETE /dynamic_configs/{id}/rule/{ruleId}', {
      path: ['colorteller', 'nobody'],
    });
    expect(removed.body.data.rules).toHaveLength(1);
  });

  it.each([
    ['a colour that is none', { defaultValue: { color: 'blurple' } }, 'is not a colour'],
    ['what the schema does not allow', { defaultValue: { color: 7 } }, 'color'],
    ['a text that is not JSON', { defaultValueJson5: '{a: 1}' }, 'defaultValueJson5: not JSON'],
    [
      'a rule that gives nothing',
      { rules: [{ name: 'r', conditions: [] }] },
      'rules.0.returnValue',
    ],
  ])('refuses %s', async (_, body, message) => {
    const reply = await api.client.call('PATCH /dynamic_configs/{id}', { path, body });
    expect([reply.status, reply.body.message]).toEqual([400, expect.stringContaining(message)]);
  });

  it('never deletes what the regions read', async () => {
    const reply = await api.client.call('DELETE /dynamic_configs/{id}', { path });
    expect([reply.status, reply.body.message]).toEqual([
      400,
      expect.stringContaining('regions read'),
    ]);
  });
});
