import { readFile } from 'node:fs/promises';
import { expect, it } from 'vitest';
import { PLUGIN_VERSION } from '../../../../infra/provider/plugin-server.ts';

it('the plugin stands in for the version of package docker that programs use', async () => {
  const text = await readFile(new URL('../../../../package.json', import.meta.url), 'utf8');
  const { devDependencies } = JSON.parse(text) as { devDependencies: Record<string, string> };
  expect(PLUGIN_VERSION.split('+')[0]).toBe(devDependencies['@pulumi/docker']);
});
