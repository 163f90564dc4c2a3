import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { beforeAll, expect, it } from 'vitest';
import { distPath } from '../../orchestrator/common/package-root.ts';

const sdk = createRequire(createRequire(import.meta.url).resolve('@pulumi/pulumi/package.json'));
const holds = (name: string) => Object.keys(sdk.cache).some((file) => file.includes(name));

// Loaded as it is: nothing of the SDK is there before.
beforeAll(() => import('../../orchestrator/main.ts'), 60_000);

it('loads of the SDK what an orchestrator needs', () => {
  expect(['/@grpc/grpc-js/', '/@sigstore/', '/pacote/'].map(holds)).toEqual([true, false, false]);
});

it('loads the rest when it is used', async () => {
  const { runtime } = sdk('@pulumi/pulumi') as typeof import('@pulumi/pulumi');
  const closure = await runtime.serializeFunction(() => 42);
  const paths = await runtime.computeCodePaths({ extraIncludePaths: ['LICENSE'] });
  expect(closure.text).toContain('42');
  expect([paths.has('LICENSE'), holds('/pacote/')]).toEqual([true, true]);
});

it('bundles nothing of the rest', async () => {
  const licenses = await readFile(distPath('third-party-licenses.txt'), 'utf8');
  expect(licenses).toMatch(/^@pulumi\/pulumi /m);
  expect(licenses).not.toMatch(/^(typescript|pacote|@npmcli\/arborist) /m);
});
