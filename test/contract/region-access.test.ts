import { stat } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createProvider } from '../../infra/provider/provider.ts';
import { until } from '../support/eventually.ts';
import { processRegions, type RegionRuntime } from '../support/region-runtime.ts';
import { startSdkServer, type SdkServer } from '../support/sdk-server.ts';
import { keyHash } from '../../orchestrator/common/hash.ts';
import { realClock } from '../../orchestrator/common/real-clock.ts';

const URN = 'urn:pulumi:test::colorteller::colorteller:index:RegionAccess::us-west1';
const PATH = '/region/statsig.json';

let regions: RegionRuntime;
let server: SdkServer;
beforeAll(async () => {
  regions = await processRegions();
  server = await startSdkServer();
});
afterAll(async () => {
  await regions[Symbol.asyncDispose]();
  await server[Symbol.asyncDispose]();
});

const providerWith = (serverKey?: string) =>
  createProvider({ clock: realClock, runtimes: () => regions.runtime, serverKey });

/** A region that waits for the address of its source, and the inputs that deliver it. */
async function unreportedRegion() {
  const spec = await regions.spec({
    env: {
      REGION: 'us-west1',
      CONFIG_FILE: '/region/config.json',
      CONFIG_SOURCE: 'statsig',
      STATSIG_FILE: PATH,
    },
  });
  const id = await regions.runtime.createContainer(spec);
  const url = `http://127.0.0.1:${spec.ports[0]!.external}`;
  const answer = async () => (await (await fetch(`${url}/color`)).json()) as { color?: string };
  const inputs = {
    region: 'us-west1',
    host: regions.host,
    path: PATH,
    access: {
      api: server.url,
      keyHash: keyHash(server.key),
      environment: 'production',
      custom: {},
    },
    targets: [{ container: id, url }],
    readyTimeoutMs: 20_000,
  };
  return { id, inputs, answer };
}

it('delivers the address and the key of its source to a region, and records no key', async () => {
  const { id, inputs, answer } = await unreportedRegion();
  expect(await answer()).toMatchObject({ code: 'NO_CONFIG' });
  const provider = providerWith(server.key);
  expect((await provider.check(URN, {}, inputs)).failures).toEqual([]);
  const { outs } = await provider.create(URN, inputs);
  expect(await answer()).toMatchObject({ color: 'blue' });
  await server.give('teal');
  await until(async () => (await answer()).color === 'teal');

  const { mode } = await stat(path.join(regions.workspace, id, 'root', PATH));
  expect((mode & 0o777).toString(8)).toBe('600');
  expect(await provider.read('us-west1', URN, outs)).toEqual({ id: 'us-west1', props: outs });
  expect(JSON.stringify(outs)).not.toContain(server.key);

  // Another key, written by hand: the difference is found, and the key never printed.
  await regions.runtime.putFile(id, PATH, '{"serverKey":"secret-other"}');
  const { props } = await provider.read('us-west1', URN, outs);
  expect(props).toMatchObject({ access: { keyHash: keyHash('secret-other') } });
  expect(JSON.stringify(props)).not.toContain('secret-other');
});

it.each([
  ['none', undefined],
  ['another', 'secret-another'],
])('refuses where the provider has %s, before anything is written', async (_, serverKey) => {
  const { id, inputs } = await unreportedRegion();
  await expect(providerWith(serverKey).create(URN, inputs)).rejects.toMatchObject({
    code: 'BAD_INPUT',
    message: expect.not.stringContaining('secret-') as string,
  });
  expect(await regions.runtime.readFile(id, PATH)).toBeUndefined();
});

it('says what the region waits for, where nobody answers it', async () => {
  const { inputs } = await unreportedRegion();
  const wrong = { ...inputs, access: { ...inputs.access, keyHash: keyHash('secret-wrong') } };
  await expect(
    providerWith('secret-wrong').create(URN, { ...wrong, readyTimeoutMs: 500 }),
  ).rejects.toMatchObject({
    reasons: [
      expect.stringContaining(`did not get its config from ${server.url} within 500 ms`) as string,
    ],
  });
});
