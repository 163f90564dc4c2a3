import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  createConsoleClient,
  type ConsoleClient,
  type ShownData,
} from '../../support/console-client.ts';
import { serveControlPlane, type ServedControlPlane } from '../../support/served-control-plane.ts';
import { targeted } from '../../support/targeting.ts';

let server: ServedControlPlane;
let client: ConsoleClient;

beforeEach(async () => {
  server = await serveControlPlane(targeted(), { isAdopted: true });
  client = createConsoleClient(server.url);
});

afterEach(() => server.close());

const path = ['colorteller'];
const read = async (id: string) =>
  (await client.call('GET /dynamic_configs/{id}', { path: [id] })).body.data as ShownData;

describe('dynamic configs of the Console API', () => {
  it('starts a release for a new value, and answers the value that was saved', async () => {
    const { status, body } = await client.call('PATCH /dynamic_configs/{id}', {
      path,
      body: { defaultValue: { color: 'purple' } },
      headers: { 'x-colorteller-actor': 'alice', 'x-colorteller-reason': 'spring' },
    });
    expect([status, body.data.defaultValue, body.data.version]).toEqual([
      200,
      { color: 'purple' },
      2,
    ]);
    const triggers = await client.call('GET /release_pipeline_triggers', {
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
    await client.call('PUT /release_pipeline_triggers/{id}/abort', { path: ['rel-1'] });
    expect((await read('colorteller')).defaultValue).toEqual({ color: 'blue' });
    const versions = await client.call('GET /dynamic_configs/{id}/versions', { path });
    expect(versions.body.data.map((one: { defaultValue: object }) => one.defaultValue)).toEqual([
      { color: 'purple' },
      { color: 'blue' },
    ]);
  });

  it('makes, reads, lists, changes and deletes one', async () => {
    const created = await client.call('POST /dynamic_configs', {
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
    const list = await client.call('GET /dynamic_configs', { query: '?creatorName=console' });
    expect(list.body.data.map(({ id }: { id: string }) => id)).toEqual(['site_theme']);
    const full = { ...(await read('site_theme')), defaultValue: { size: 2 }, isEnabled: false };
    const updated = await client.call('POST /dynamic_configs/{id}', {
      path: ['site_theme'],
      body: full,
    });
    expect(updated.body.data).toMatchObject({
      defaultValue: { size: 2 },
      status: 'Disabled',
      version: 2,
    });
    const wrong = await client.call('PATCH /dynamic_configs/{id}', {
      path: ['site_theme'],
      body: { defaultValue: { size: 'big' } },
    });
    expect([wrong.status, wrong.body.message]).toEqual([400, expect.stringContaining('size')]);
    await client.call('DELETE /dynamic_configs/{id}', { path: ['site_theme'] });
    expect((await client.call('GET /dynamic_configs/{id}', { path: ['site_theme'] })).status).toBe(
      404,
    );
  });

  it('leaves alone what a partial update does not name', async () => {
    await client.call('PUT /dynamic_configs/{id}/disable', { path });
    const { body } = await client.call('PATCH /dynamic_configs/{id}', {
      path,
      body: { tags: ['ui'] },
    });
    expect(body.data).toMatchObject({
      isEnabled: false,
      tags: ['ui'],
      defaultValue: { color: 'blue' },
    });
    const on = await client.call('PUT /dynamic_configs/{id}/enable', { path });
    expect(on.body.data.status).toBe('Enabled');
    const archived = await client.call('PUT /dynamic_configs/{id}/archive', {
      path,
      body: { archiveReason: 'old' },
    });
    expect(archived.body.data.status).toBe('Archived');
    expect(server.interpreter.events().at(-1)?.event).toMatchObject({ reason: 'old' });
    await client.call('PUT /dynamic_configs/{id}/unarchive', { path, body: {} });
    expect(server.interpreter.state().releaseCount).toBe(0);
  });

  it('reads, changes and removes single rules; each is a change like any other', async () => {
    const rules = await client.call('GET /dynamic_configs/{id}/rules', { path });
    expect(rules.body.data[0]!.rules.map(({ id }: { id: string }) => id)).toEqual([
      'germans',
      'nobody',
    ]);
    const one = await client.call('GET /dynamic_configs/{id}/rule/{ruleId}', {
      path: ['colorteller', 'germans'],
    });
    expect(one.body.data).toMatchObject({ returnValue: { color: 'gold' }, passPercentage: 100 });
    const changed = await client.call('PATCH /dynamic_configs/{id}/rule/{ruleId}', {
      path: ['colorteller', 'germans'],
      body: { returnValue: { color: 'red' } },
    });
    expect(changed.body.data.rules[0]!.returnValue).toEqual({ color: 'red' });
    expect(server.interpreter.state().releaseCount).toBe(1);
    await client.call('PUT /release_pipeline_triggers/{id}/rollout', { path: ['rel-1'] });
    const removed = await client.call('DELETE /dynamic_configs/{id}/rule/{ruleId}', {
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
    const reply = await client.call('PATCH /dynamic_configs/{id}', { path, body });
    expect([reply.status, reply.body.message]).toEqual([400, expect.stringContaining(message)]);
  });

  it('never deletes what the regions read', async () => {
    const reply = await client.call('DELETE /dynamic_configs/{id}', { path });
    expect([reply.status, reply.body.message]).toEqual([
      400,
      expect.stringContaining('regions read'),
    ]);
  });
});
