import { describe, expect, it } from 'vitest';
import type { ConsoleReply } from '../../support/console-client.ts';
import { targeted } from '../../support/targeting.ts';
import { EVERYONE, GERMANS, serveForEachTest } from '../../support/console-suite.ts';

const api = serveForEachTest(targeted);

const gate = async (id: string) =>
  (await api.client.call('GET /gates/{id}', { path: [id] })).body.data;
const passes = (name: string, user: object) => {
  const { evaluator, moment } = api.server.present();
  return evaluator.gate(name, user, moment)?.value;
};
describe('rules, overrides and references of gates', () => {
  it('adds, changes and removes single rules', async () => {
    const path = ['checkout'];
    const names = ({ body }: ConsoleReply) =>
      body.data.rules.map(({ id, passPercentage }) => `${id} ${passPercentage}`);
    const added = await api.client.call('POST /gates/{id}/rule', { path, body: GERMANS });
    expect(names(added)).toEqual(['staff 100', 'prod only 100', 'third 30', 'germans 50']);
    const more = await api.client.call('POST /gates/{id}/rules', {
      path,
      body: { rules: [EVERYONE, GERMANS] },
    });
    expect(names(more).slice(4)).toEqual(['everyone 100', 'germans 2 50']);
    await api.client.call('PATCH /gates/{id}/rules/{ruleID}', {
      path: ['checkout', 'third'],
      body: { passPercentage: 40.05 },
    });
    await api.client.call('PATCH /gates/{id}/rules', {
      path,
      body: { rules: [{ id: 'germans', passPercentage: 1 }] },
    });
    const removed = await api.client.call('DELETE /gates/{id}/rules/{ruleID}', {
      path: ['checkout', 'staff'],
    });
    expect(names(removed)).toEqual([
      'prod only 100',
      'third 40.05',
      'germans 1',
      'everyone 100',
      'germans 2 50',
    ]);
    const { body } = await api.client.call('GET /gates/{id}/rules', { path });
    expect(body.data).toEqual([{ rules: removed.body.data.rules }]);
    const missing = await api.client.call('DELETE /gates/{id}/rules/{ruleID}', {
      path: ['checkout', 'staff'],
    });
    expect([missing.status, missing.body.message]).toEqual([
      404,
      '"checkout" has no rule "staff". Known: prod only, third, germans, everyone, germans 2.',
    ]);
    expect((await gate('checkout')).version).toBe(6);
  });

  it('reads, replaces, adds and deletes overrides, of its own idType only', async () => {
    const path = ['checkout'];
    const none = { environmentOverrides: [], passingCustomIDs: [], failingCustomIDs: [] };
    const read = await api.client.call('GET /gates/{id}/overrides', { path });
    expect(read.body.data).toEqual({ passingUserIDs: ['vip'], failingUserIDs: ['foe'], ...none });
    await api.client.call('PATCH /gates/{id}/overrides', {
      path,
      body: { passingUserIDs: ['foe', 'new'], failingUserIDs: [] },
    });
    expect(['vip', 'foe', 'new'].map((userID) => passes('checkout', { userID }))).toEqual([
      true,
      true,
      true,
    ]);
    await api.client.call('POST /gates/{id}/overrides', {
      path,
      body: { environmentOverrides: [{ unitID: null, passingIDs: [], failingIDs: ['new'] }] },
    });
    const gone = await api.client.call('GET /gates/{id}/overrides', { path });
    expect(gone.body.data).toEqual({ passingUserIDs: [], failingUserIDs: ['new'], ...none });
    await api.client.call('DELETE /gates/{id}/overrides', { path });
    expect(
      (await api.client.call('GET /gates/{id}/overrides', { path })).body.data.failingUserIDs,
    ).toEqual([]);
    for (const body of [
      { passingUserIDs: ['a'], failingUserIDs: ['a'] },
      { passingUserIDs: [], failingUserIDs: [], passingCustomIDs: ['k'] },
      {
        environmentOverrides: [
          { environment: 'staging', unitID: null, passingIDs: ['a'], failingIDs: [] },
        ],
      },
    ]) {
      expect((await api.client.call('POST /gates/{id}/overrides', { path, body })).status).toBe(
        400,
      );
    }
  });

  it('lists who asks a gate, and its versions with who saved them', async () => {
    const path = ['checkout'];
    const gates = await api.client.call('GET /gates/{id}/gate_references', { path });
    expect(gates.body.data).toMatchObject([{ id: 'nested' }]);
    const configs = await api.client.call('GET /gates/{id}/dynamic_config_references', { path });
    expect(configs.body.data).toEqual([]);
    expect(
      (await api.client.call('GET /gates/{id}/experiment_references', { path })).body.data,
    ).toEqual([]);
    await api.client.call('PATCH /gates/{id}', {
      path,
      body: { rules: [EVERYONE] },
      headers: { 'x-colorteller-actor': 'bob' },
    });
    const { body } = await api.client.call('GET /gates/{id}/versions', { path });
    expect(
      body.data.map((one: { version: number; lastModifierName: string; rules: unknown[] }) => [
        one.version,
        one.lastModifierName,
        one.rules.length,
      ]),
    ).toEqual([
      [2, 'bob', 1],
      [1, 'workspace file', 3],
    ]);
  });
});
