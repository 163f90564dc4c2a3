import { readFile } from 'node:fs/promises';
import { execa } from 'execa';
import { expect, it } from 'vitest';
import { distPath, packageRoot } from '../../orchestrator/common/package-root.ts';

const moduleUrl = (source: string) => `data:text/javascript,${encodeURIComponent(source)}`;

/** Runs the sources module by module, in their order, which a bundle would change. */
const LOADER = moduleUrl(`
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { transform } from ${JSON.stringify(import.meta.resolve('esbuild'))};
export async function load(url, context, next) {
  if (!url.endsWith('.ts')) return next(url, context);
  const { code } = await transform(await readFile(fileURLToPath(url), 'utf8'), { loader: 'ts', target: 'node20.19' });
  return { format: 'module', source: code, shortCircuit: true };
}`);
const REGISTER = moduleUrl(
  `import { register } from 'node:module'; register(${JSON.stringify(LOADER)});`,
);

/** Loads an orchestrator, notes which parts of the SDK are loaded, uses the rest, and notes that. */
const PROGRAM = `
import './orchestrator/main.ts';
import { createRequire } from 'node:module';
const root = createRequire(process.cwd() + '/package.json');
const sdk = createRequire(root.resolve('@pulumi/pulumi/package.json'));
const holds = (name) => Object.keys(sdk.cache).some((file) => file.includes(name));
const atStart = ['/@grpc/grpc-js/', '/@sigstore/', '/pacote/'].map(holds);
const { runtime } = sdk('@pulumi/pulumi');
const { text } = await runtime.serializeFunction(() => 42);
const paths = await runtime.computeCodePaths({ extraIncludePaths: ['LICENSE'] });
const whenUsed = { text, hasPath: paths.has('LICENSE'), isLoaded: holds('/pacote/') };
process.stdout.write(JSON.stringify({ atStart, whenUsed }));
`;

// In a process of its own: other tests of this one may have loaded all of the SDK.
it('loads of the SDK what an orchestrator needs, and the rest when it is used', async () => {
  const { stdout } = await execa(
    process.execPath,
    ['--import', REGISTER, '--input-type=module', '--eval', PROGRAM],
    { cwd: packageRoot },
  );
  expect(JSON.parse(stdout)).toEqual({
    atStart: [true, false, false],
    whenUsed: { text: expect.stringContaining('42') as string, hasPath: true, isLoaded: true },
  });
});

it('bundles nothing of the rest', async () => {
  const licenses = await readFile(distPath('third-party-licenses.txt'), 'utf8');
  expect(licenses).toMatch(/^@pulumi\/pulumi /m);
  expect(licenses).not.toMatch(/^(typescript|pacote|@npmcli\/arborist) /m);
});
