import { StatsigUser } from '@statsig/statsig-node-core';
import { describe, expect, it } from 'vitest';
import { adoptDefinition } from '../../orchestrator/runtime/interpreter/adopt-definition.ts';
import { startFleet } from '../../scripts/dev/bench/sdk-fleet.ts';
import { BY_ALICE } from '../support/actors.ts';
import { serveForEachTest } from '../support/console-suite.ts';
import { eventually } from '../support/eventually.ts';
import { createFakeClock } from '../support/fakes/fake-clock.ts';
import { percentageOf, ramping, withSwitch } from '../support/ramping.ts';
import { startSdkServer } from '../support/sdk-server.ts';

const DAY = 86_400_000;
const START_MS = 1_000_000;
const USERS = Array.from({ length: 1_000 }, (_, n) => new StatsigUser({ userID: `user-${n}` }));

describe('a ramp at the official SDK', () => {
  it('rises on the simulated clock, takes no user away, and ends at once by the kill switch', async () => {
    const clock = createFakeClock();
    await using server = await startSdkServer(ramping(), clock);
    await adoptDefinition(server.interpreter, ramping());
    const fleet = await startFleet(server, { push: 1, poll: 0 });
    const passing = () =>
      USERS.flatMap((user, n) => (fleet.clients[0]?.sdk.checkGate(user, 'sparkle') ? [n] : []));
    const becomes = (least: number, most: number) =>
      eventually(`${least} to ${most} users pass`, () => {
        const now = passing();
        return now.length >= least && now.length <= most ? now : undefined;
      });
    try {
      const one = await becomes(1, 30);
      await clock.advance(DAY);
      const ten = await becomes(60, 140);
      expect(ten).toEqual(expect.arrayContaining(one));
      await server.stop();
      await server.start();
      await clock.advance(DAY);
      const half = await becomes(420, 580);
      expect(half).toEqual(expect.arrayContaining(ten));
      const definition = withSwitch(server.interpreter.definition(), false);
      await server.interpreter.submit({ type: 'definition-changed', definition, ...BY_ALICE });
      expect(await becomes(0, 0)).toEqual([]);
    } finally {
      await fleet.close();
    }
  });
});

describe('a ramp at the control plane', () => {
  const api = serveForEachTest(() => ramping());
  const json = async (path: string): Promise<unknown> =>
    (await fetch(`${api.server.url}${path}`)).json();
  const percentage = () => percentageOf(api.server.interpreter.state());
  const rules = async () => {
    const { body } = await api.client.call('GET /gates/{id}', { path: ['sparkle'] });
    return body.data.rules;
  };
  const patch = (body: object) => api.client.call('PATCH /gates/{id}', { path: ['sparkle'], body });

  it('is in the state with its percentage, its next step and when that is', async () => {
    await api.server.clock.advance(DAY);
    expect(await json('/api/state')).toMatchObject({
      clock: { nextEventMs: START_MS + 2 * DAY },
      ramps: [
        {
          ...{ config: 'sparkle', rule: 'everyone', percentage: 10, step: 2 },
          ...{ steps: [1, 10, 50, 100], sinceMs: START_MS + DAY, nextPercentage: 50 },
          ...{ nextAtMs: START_MS + 2 * DAY, heldBecause: null },
        },
      ],
    });
  });

  it('is named by the explanation of the value of a user', async () => {
    await api.server.clock.advance(DAY);
    const explained = await json('/api/evaluate/sparkle?user={"userID":"u1"}');
    const at = new Date(START_MS + 2 * DAY).toISOString();
    expect(explained).toMatchObject({
      rules: [
        {
          reason: expect.stringContaining(
            `passes 10 % (ramp step 2 of 4, next 50 % at ${at})`,
          ) as string,
          ramp: { step: 2, nextPercentage: 50 },
        },
      ],
    });
  });

  it('is refused a release pipeline, with the reason', async () => {
    const reply = await patch({ releasePipelineID: 'progressive' });
    expect(reply).toMatchObject({
      status: 400,
      body: {
        message: expect.stringContaining(
          'gate "sparkle", rules.0.ramp: a rule cannot ramp where changes go through a release pipeline',
        ) as string,
      },
    });
  });

  it('survives an edit of its rule at the percentage it has reached', async () => {
    await api.server.clock.advance(DAY);
    const [rule] = await rules();
    const reply = await patch({ rules: [{ ...rule, name: 'all of us' }], description: 'glitter' });
    expect(reply.status).toBe(200);
    expect(await rules()).toMatchObject([{ name: 'all of us', passPercentage: 10 }]);
    await api.server.clock.advance(DAY);
    expect(percentage()).toBe(50);
  });

  it('ends when somebody sets another percentage by hand', async () => {
    await api.server.clock.advance(DAY);
    const [rule] = await rules();
    await patch({ rules: [{ ...rule, passPercentage: 20 }] });
    await api.server.clock.advance(5 * DAY);
    expect([percentage(), await json('/api/state')]).toEqual([
      20,
      expect.objectContaining({ ramps: [] }),
    ]);
  });

  it('goes back to its first step when its gate is disabled, and begins again when it is enabled', async () => {
    await api.server.clock.advance(2 * DAY);
    await api.client.call('PUT /gates/{id}/disable', { path: ['sparkle'] });
    await api.server.clock.advance(9 * DAY);
    expect(await json('/api/evaluate/sparkle?user={}')).toMatchObject({ value: false });
    await api.client.call('PUT /gates/{id}/enable', { path: ['sparkle'] });
    expect(percentage()).toBe(1);
    await api.server.clock.advance(DAY);
    expect(percentage()).toBe(10);
  });

  it('has each step in the history of its gate', async () => {
    await api.server.clock.advance(2 * DAY);
    const { body } = await api.client.call('GET /gates/{id}/versions', { path: ['sparkle'] });
    expect(
      body.data.map(({ version, lastModifierName, rules: [rule] }) => [
        version,
        lastModifierName,
        rule?.passPercentage,
      ]),
    ).toEqual([
      [3, 'ramp', 50],
      [2, 'ramp', 10],
      [1, expect.any(String), 1],
    ]);
  });
});
