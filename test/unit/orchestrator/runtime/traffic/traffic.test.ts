import { expect, it } from 'vitest';
import type { Definition } from '../../../../../orchestrator/core/definition/definition.ts';
import { createTraffic } from '../../../../../orchestrator/runtime/traffic/traffic.ts';
import { createFakeClock } from '../../../../support/fakes/fake-clock.ts';
import { walkthrough } from '../../../../support/walkthrough.ts';

function trafficOf(definition: Definition) {
  // A multiple of the bucket.
  const clock = createFakeClock(1_000_000);
  const asked: string[] = [];
  const traffic = createTraffic({
    definition,
    defaultHost: 'process:///here',
    clock,
    ask: ({ url }, { isError = false }) => {
      asked.push(url);
      const status = isError ? 500 : 200;
      return Promise.resolve({ status, latencyMs: 2, color: 'blue', configVersion: '1' });
    },
    faultFor: (region) => Promise.resolve({ isError: region === 'us-west1' }),
    isDeployed: (region) => region !== 'us-east9',
    onSet: () => undefined,
  });
  return { clock, asked, traffic };
}

it('is off until it is started, or as the workspace file says', async () => {
  const off = trafficOf(walkthrough());
  await off.clock.advance(1000);
  expect([off.asked.length, off.traffic.view()]).toMatchObject([0, { isOn: false }]);

  const { clock, asked, traffic } = trafficOf({
    ...walkthrough(),
    traffic: { isOn: true, rate: 10 },
  });
  await clock.advance(1000);
  expect(asked).toHaveLength(11);
  // An edit of something else leaves alone what a person has set since.
  traffic.set({ isOn: false });
  traffic.follow({ ...walkthrough(), traffic: { isOn: true, rate: 10 } });
  expect(traffic.view().isOn).toBe(false);
  traffic.follow({ ...walkthrough(), traffic: { isOn: true, rate: 40 } });
  expect(traffic.view()).toMatchObject({ isOn: true, ratePerSecond: 40 });
  traffic.follow(walkthrough());
  expect(traffic.view().isOn).toBe(false);
  await traffic.stop();
});

it('sends everything first, then changes, then nothing', async () => {
  const { clock, traffic } = trafficOf(walkthrough());
  const readChange = traffic.changeReader();
  expect(readChange()).toMatchObject({ isOn: false, regions: [{ buckets: [] }, { buckets: [] }] });
  expect(readChange()).toBeUndefined();

  traffic.set({ isOn: true, ratePerSecond: 2 });
  await clock.advance(5999);
  traffic.set({ isOn: false });
  const numbers = { color: 'blue', configVersion: '1', p50: 2 };
  expect(readChange()).toMatchObject({
    isOn: false,
    ratePerSecond: 2,
    regions: [
      {
        region: 'us-west1',
        buckets: [
          { fromMs: 1_000_000, requests: 5, errors: 5, ...numbers },
          { fromMs: 1_005_000, requests: 1, errors: 1, ...numbers },
        ],
        last: { requests: 6, errorRate: 1 },
      },
      { region: 'us-central1', last: { requests: 6, errorRate: 0 } },
    ],
  });
  expect(readChange()).toBeUndefined();
  await clock.advance(40_000);
  expect(readChange()).toMatchObject({ regions: [{ buckets: [], last: { requests: 0 } }, {}] });
  expect(traffic.view().regions[0]?.buckets).toHaveLength(2);
  await clock.advance(300_000);
  expect(traffic.view().regions[0]?.buckets).toEqual([]);
  expect(traffic.measurements.since(0)).toHaveLength(4);
  await traffic.stop();
});

it('sends no requests to regions that are not deployed', async () => {
  const definition = walkthrough();
  const regions = definition.regions.map((region) => ({ ...region, name: 'us-east9' }));
  const { clock, asked, traffic } = trafficOf({ ...definition, regions });
  traffic.set({ isOn: true });
  await clock.advance(1000);
  expect(asked).toEqual([]);
  await traffic.stop();
});
