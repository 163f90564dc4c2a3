import { expect, it } from 'vitest';
import { createKey } from '../../orchestrator/control-plane/keys/key-file.ts';
import { get } from '../support/raw-request.ts';
import { atOnce, startSdkServer } from '../support/sdk-server.ts';

it('gives a key the rules of its environment only', async () => {
  const definition = atOnce();
  const [config] = definition.dynamicConfigs;
  const rule = (environment: string, color: string) => ({
    name: environment,
    id: environment,
    salt: environment,
    environments: [environment],
    conditions: [],
    passPercentage: 100,
    returnValue: { color },
  });
  await using server = await startSdkServer({
    ...definition,
    environments: ['production', 'staging'].map((name) => ({ name, pipelineRequired: false })),
    dynamicConfigs: [{ ...config!, rules: [rule('production', 'gold'), rule('staging', 'teal')] }],
  });
  const { key } = await createKey(server.folder, { kind: 'server', environment: 'staging' }, 0);
  const specs = async (of: string) =>
    (await get(`${server.url}/v2/download_config_specs/${of}.json`)).body.toString();
  const [production, staging] = [await specs(server.key), await specs(key)];
  const colorsIn = (text: string) => ['gold', 'teal'].filter((color) => text.includes(color));
  expect([colorsIn(production), colorsIn(staging)]).toEqual([['gold'], ['teal']]);
  expect(staging).not.toContain('production');
});
