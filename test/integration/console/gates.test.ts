import { describe, expect, it } from 'vitest';
import { targeted } from '../../support/targeting.ts';
import { EVERYONE, GERMANS, serveForEachTest } from '../../support/console-suite.ts';

const api = serveForEachTest(targeted);

const gate = async (id: string) =>
  (await api.client.call('GET /gates/{id}', { path: [id] })).body.data;
const passes = (name: string, user: object) => {
  const { evaluator, moment } = api.server.present();
  return evaluator.gate(name, user, moment)?.value;
};
const types = () => api.server.interpreter.events().map(({ event }) => event.type);

describe('gates of the Console API', () => {
  it('makes one as it is asked to, with who and when from the log', async () => {
    const { status, body } = await api.client.call('POST /gates', {
      body: {
        name: 'New Checkout',
        description: 'd',
        tags: ['core'],
        rules: [GERMANS],
        type: 'PERMANENT',
      },
      headers: { 'x-colorteller-actor': 'alice' },
    });
    expect([status, body.message]).toEqual([201, 'Gate created successfully.']);
    expect(body.data).toMatchObject({
      id: 'new_checkout',
      description: 'd',
      tags: ['core'],
      type: 'PERMANENT',
      status: 'In Progress',
      creatorName: 'alice',
      lastModifierName: 'alice',
      createdTime: api.server.clock.nowMs(),
      version: 1,
      rules: [{ ...GERMANS, id: 'germans' }],
      releasePipelineID: null,
    });
    expect(await gate('new_checkout')).toEqual(body.data);
  });

  it('refuses a second of the same name, of either kind', async () => {
    for (const name of ['checkout', 'colorteller']) {
      const { status, body } = await api.client.call('POST /gates', { body: { name } });
      expect([status, body.message]).toMatchObject([
        400,
        expect.stringContaining('already') as string,
      ]);
    }
    expect(types()).toEqual(['definition-changed']);
  });

  it('applies a change at once without a pipeline, and keeps what it does not show', async () => {
    const before = api.server.interpreter
      .definition()
      .gates.find(({ name }) => name === 'checkout')!;
    const { rules } = await gate('checkout');
    await api.client.call('PATCH /gates/{id}', {
      path: ['checkout'],
      body: { rules: [...rules, GERMANS], tags: ['x'] },
    });
    const { current } = api.server.interpreter.state().configs['checkout']!;
    expect(current.rules.slice(0, 3)).toEqual(before.rules);
    expect(current.rules[3]).toMatchObject({ id: 'germans', salt: 'germans', returnValue: true });
    expect(types()).toEqual(['definition-changed', 'definition-changed', 'config-changed']);
    expect(await gate('checkout')).toMatchObject({ version: 2, tags: ['x'] });
  });

  it('writes nothing for a change that changes nothing', async () => {
    const shown = await gate('checkout');
    const { status } = await api.client.call('POST /gates/{id}', {
      path: ['checkout'],
      body: shown,
    });
    expect([status, types()]).toEqual([200, ['definition-changed']]);
  });

  it('starts a release for a gate with a pipeline, attached by the same request', async () => {
    await api.client.call('PATCH /gates/{id}', {
      path: ['kiosk'],
      body: { releasePipelineID: 'region-by-region', rules: [EVERYONE] },
    });
    const { body } = await api.client.call('GET /release_pipeline_triggers', {
      query: '?gateID=kiosk',
    });
    expect(body.data).toMatchObject([
      { id: 'rel-1', gateID: 'kiosk', status: 'WAITING_FOR_REVIEW' },
    ]);
    const { rules, version } = await gate('kiosk');
    expect([rules.map(({ name }: { name: string }) => name), version]).toEqual([['everyone'], 2]);
    const refused = await api.client.call('PATCH /gates/{id}', {
      path: ['kiosk'],
      body: { description: 'neither happens', rules: [GERMANS] },
    });
    expect(refused).toMatchObject({ status: 400, body: { code: 'RELEASE_ACTIVE' } });
    expect((await gate('kiosk')).description).toBe('');
    const locked = await api.client.call('PATCH /gates/{id}', {
      path: ['kiosk'],
      body: { releasePipelineID: null },
    });
    expect(locked.body.message).toContain('is locked');
  });

  it.each([
    ['PUT /gates/{id}/disable', 'Disabled', false],
    ['PUT /gates/{id}/launch', 'Launched', true],
    ['PUT /gates/{id}/archive', 'Archived', false],
  ] as const)('%s applies at once, past the pipeline', async (operation, status, value) => {
    await api.client.call('PATCH /gates/{id}', {
      path: ['kiosk'],
      body: { releasePipelineID: 'region-by-region' },
    });
    const { body } = await api.client.call(operation, {
      path: ['kiosk'],
      ...(operation.endsWith('archive') ? { body: {} } : {}),
    });
    expect(body.data).toMatchObject({ status, isEnabled: value });
    expect(passes('kiosk', { customIDs: { deviceID: 'k9' } })).toBe(value);
    expect(api.server.interpreter.state().releaseCount).toBe(0);
  });

  it('refuses to launch during a release, and to archive what a rule asks unless forced', async () => {
    await api.client.call('PATCH /gates/{id}', {
      path: ['kiosk'],
      body: { releasePipelineID: 'region-by-region', rules: [EVERYONE] },
    });
    const launch = await api.client.call('PUT /gates/{id}/launch', { path: ['kiosk'] });
    expect(launch).toMatchObject({ status: 400, body: { code: 'RELEASE_ACTIVE' } });
    const path = ['checkout'];
    const archive = await api.client.call('PUT /gates/{id}/archive', { path, body: {} });
    expect([archive.status, archive.body.message]).toEqual([
      400,
      '"checkout" is referenced by nested. Change those first, or send forceArchive: true.',
    ]);
    await api.client.call('PUT /gates/{id}/archive', { path, body: { forceArchive: true } });
    expect((await api.client.call('PUT /gates/{id}/enable', { path })).status).toBe(400);
    const back = await api.client.call('PUT /gates/{id}/unarchive', { path, body: {} });
    expect(back.body.data.status).toBe('Disabled');
    const on = await api.client.call('PUT /gates/{id}/enable', { path });
    expect(on.body.data.status).toBe('In Progress');
  });

  it('filters and pages its list', async () => {
    const ids = async (query: string) =>
      (await api.client.call('GET /gates', { query })).body.data.map(
        ({ id }: { id: string }) => id,
      );
    expect(await ids('?idType=deviceID')).toEqual(['kiosk']);
    expect(await ids('?rolloutRate=0')).toEqual(['dark']);
    expect(await ids('?tags=nope')).toEqual([]);
    const { body } = await api.client.call('GET /gates', {
      query: '?limit=2&page=2&type=TEMPORARY',
    });
    expect(body.data.map(({ id }: { id: string }) => id)).toEqual(['nested', 'kiosk']);
    expect(body.pagination).toEqual({
      itemsPerPage: 2,
      pageNumber: 2,
      nextPage: null,
      previousPage: '/console/v1/gates?limit=2&page=1&type=TEMPORARY',
      totalItems: 4,
    });
    for (const query of ['?limit=0', '?page=x', '?type=NOPE', '?passRate=0', '?limit=1&limit=2']) {
      expect((await api.client.call('GET /gates', { query })).status, query).toBe(400);
    }
  });

  it.each([
    ['an unknown key', { tagz: [] }, 'tagz: not a known key of this request'],
    ['an environment there is not', { rules: [{ ...GERMANS, environments: ['qa'] }] }, '"qa"'],
    [
      'a condition that needs a browser',
      { rules: [{ ...GERMANS, conditions: [{ type: 'javascript', targetValue: 'x' }] }] },
      'rules.0.conditions.0.type: a condition of type "javascript" is not supported',
    ],
    [
      'an unknown operator',
      {
        rules: [
          { ...GERMANS, conditions: [{ type: 'country', operator: 'like', targetValue: 'x' }] },
        ],
      },
      '"like" is not an operator here; allowed: any, none',
    ],
    ['a percentage above 100', { rules: [{ ...GERMANS, passPercentage: 101 }] }, 'passPercentage'],
    ['a rule without a name', { rules: [{ passPercentage: 1, conditions: [] }] }, 'rules.0.name'],
    [
      'a gate that references itself',
      {
        rules: [{ ...GERMANS, conditions: [{ type: 'passes_gate', targetValue: 'nested' }] }],
      },
      'references itself',
    ],
    [
      'scheduled percentages',
      { rules: [{ ...EVERYONE, pendingAutomatedRollouts: [{ time: 1, passPercent: 2 }] }] },
      'pendingAutomatedRollouts',
    ],
    ['a team', { team: 'growth' }, 'team: not supported here'],
    ['another name', { name: 'else' }, 'cannot be renamed'],
    ['a pipeline there is not', { releasePipelineID: 'nope' }, 'there is no pipeline "nope"'],
  ])('refuses %s, and says where', async (_, body, message) => {
    const reply = await api.client.call('PATCH /gates/{id}', { path: ['checkout'], body });
    expect([reply.status, reply.body.message]).toEqual([400, expect.stringContaining(message)]);
    expect(types()).toEqual(['definition-changed']);
  });

  it('deletes one that nothing asks, and gives its name a new number', async () => {
    const refused = await api.client.call('DELETE /gates/{id}', { path: ['checkout'] });
    expect([refused.status, refused.body.message]).toEqual([
      400,
      expect.stringContaining(
        'gate "nested", rules.0.conditions.0.targetValue: there is no gate "checkout"',
      ),
    ]);
    await api.client.call('DELETE /gates/{id}', { path: ['nested'] });
    expect((await api.client.call('GET /gates/{id}', { path: ['nested'] })).status).toBe(404);
    const { body } = await api.client.call('POST /gates', { body: { name: 'nested' } });
    expect(body.data.version).toBe(2);
  });
});
