import { OFREPProvider } from '@openfeature/ofrep-provider';
import { OpenFeature, type Client } from '@openfeature/server-sdk';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createOpenFeatureSource } from '../../infra/sources/openfeature-source.ts';
import { REGION_CONFIG } from '../../orchestrator/core/definition/region-config-name.ts';
import { createInProcessSource } from '../../orchestrator/runtime/loop/in-process-source.ts';
import { BY_ALICE } from '../support/actors.ts';
import {
  CONTROL_KEY,
  serveControlPlane,
  type ServedControlPlane,
} from '../support/served-control-plane.ts';
import { targeted } from '../support/targeting.ts';
import { thorough } from '../support/exhaustive.ts';

const USERS = thorough(2_000, 200);
const AT_ONCE = 25;

let server: ServedControlPlane;
let client: Client;

beforeAll(async () => {
  server = await serveControlPlane(targeted(), { isAdopted: true });
  await OpenFeature.setProviderAndWait(
    'contract',
    new OFREPProvider({
      baseUrl: server.url,
      headers: [['Authorization', `Bearer ${CONTROL_KEY}`]],
    }),
  );
  client = OpenFeature.getClient('contract');
  // Half-way: the first phase of a release is live.
  await server.interpreter.submit({
    type: 'config-changed',
    config: 'colorteller',
    change: { defaultValue: { color: 'purple' } },
    ...BY_ALICE,
  });
  await server.interpreter.submit({
    type: 'phase-approved',
    release: 'rel-1',
    phase: 'us-west1',
    ...BY_ALICE,
  });
});

afterAll(async () => {
  await OpenFeature.close();
  await server.close();
});

const user = fc.record(
  {
    userID: fc.oneof(fc.constantFrom('ann', 'vip', 'foe'), fc.string({ minLength: 1 })),
    country: fc.constantFrom('de', 'fr', 'us'),
    environment: fc.constantFrom('production', 'staging'),
    custom: fc.record({ region: fc.constantFrom('us-west1', 'us-central1') }),
    customIDs: fc.record({ deviceID: fc.constantFrom('k1', 'k2') }),
  },
  { requiredKeys: ['userID', 'custom'] },
);

describe('OpenFeature', () => {
  it('gives what our evaluator gives, for generated users', async () => {
    const users = fc.sample(user, USERS);
    const { evaluator, moment } = server.present();
    const flags = ['checkout', 'nested', 'kiosk', 'dark'];
    const compare = async (one: (typeof users)[number]) => {
      const { userID, custom, ...named } = one;
      const context = { targetingKey: userID, ...named, ...custom };
      const booleans = await Promise.all(
        flags.map((flag) => client.getBooleanDetails(flag, false, context)),
      );
      const expected = flags.map((flag) => evaluator.gate(flag, one, moment)?.value);
      expect(booleans.map(({ value }) => value)).toEqual(expected);
      const object = await client.getObjectDetails('colorteller', {}, context);
      const own = evaluator.config('colorteller', one, moment);
      expect([object.value, object.errorCode]).toEqual([own?.value, undefined]);
      expect(object.flagMetadata['configVersion']).toBe(own?.decision.configVersion);
    };
    for (let from = 0; from < USERS; from += AT_ONCE) {
      await Promise.all(users.slice(from, from + AT_ONCE).map(compare));
    }
  });

  it.each([
    ['checkout', { targetingKey: 'vip' }, 'TARGETING_MATCH', 'override'],
    ['checkout', { targetingKey: 'x', environment: 'staging' }, 'SPLIT', 'third'],
    ['kiosk', { targetingKey: 'x' }, 'DEFAULT', 'default'],
    ['dark', { targetingKey: 'x' }, 'DISABLED', 'disabled'],
    ['checkout', { targetingKey: 'ann' }, 'TARGETING_MATCH', 'staff'],
  ])('gives the reason of the value of %s for %j', async (flag, context, reason, variant) => {
    const details = await client.getBooleanDetails(flag, false, context);
    expect([details.reason, details.variant]).toEqual([reason, variant]);
  });

  it.each([
    ['nope', { targetingKey: 'x' }, 'FLAG_NOT_FOUND'],
    ['checkout', {}, 'TARGETING_KEY_MISSING'],
    ['checkout', { targetingKey: 'x', plan: { nested: true } }, 'INVALID_CONTEXT'],
  ])('says what is wrong with %s for %j', async (flag, context, errorCode) => {
    const details = await client.getBooleanDetails(flag, true, context);
    expect([details.value, details.errorCode]).toEqual([true, errorCode]);
  });
});

describe('the decision source of OpenFeature', () => {
  const source = (key = CONTROL_KEY, flag = REGION_CONFIG) =>
    createOpenFeatureSource({ url: server.url, key, flag });

  it('decides as the one in process', async () => {
    const own = createInProcessSource(server.present);
    const other = await source();
    for (const region of ['us-west1', 'us-central1']) {
      const target = { region, environment: 'production', custom: { region } };
      expect(await other.decide(target)).toEqual(await own.decide(target));
    }
    expect(
      (
        await other.decide({
          region: 'us-west1',
          environment: 'production',
          custom: { region: 'us-west1' },
        })
      ).release,
    ).toBe('rel-1');
  });

  it.each([
    ['a wrong key', () => source('wrong'), 'DECISION_SOURCE_UNAVAILABLE'],
    ['an unknown flag', () => source(CONTROL_KEY, 'nope'), 'UNKNOWN_CONFIG'],
    [
      'a server that is gone',
      () => createOpenFeatureSource({ url: 'http://127.0.0.1:9', key: 'k', flag: 'f' }),
      'DECISION_SOURCE_UNAVAILABLE',
    ],
  ])('throws for %s, and makes no value up', async (_, make, code) => {
    const target = { region: 'us-west1', environment: 'production', custom: {} };
    await expect((await make()).decide(target)).rejects.toMatchObject({ code });
  });
});
