import { execa } from 'execa';
import { expect, it } from 'vitest';
import { distPath, packageRoot } from '../../orchestrator/common/package-root.ts';

/** What a process of the compiled sources prints as JSON. */
async function evaluate(script: string): Promise<unknown> {
  const { stdout } = await execa(process.execPath, ['--input-type=module', '--eval', script], {
    cwd: packageRoot,
  });
  return JSON.parse(stdout);
}

const START = `
  import { createRequire } from 'node:module';
  await import(${JSON.stringify(distPath('orchestrator/main.js'))});
  const sdk = createRequire(createRequire(process.cwd() + '/').resolve('@pulumi/pulumi/package.json'));
  const holds = (name) => Object.keys(sdk.cache).some((file) => file.includes(name));`;

it('loads of the SDK what an orchestrator needs', async () => {
  expect(
    await evaluate(`${START}
      console.log(JSON.stringify([holds('/@grpc/grpc-js/'), holds('/@sigstore/'), holds('/pacote/')]))`),
  ).toEqual([true, false, false]);
});

it('loads the rest when it is used', async () => {
  expect(
    await evaluate(`${START}
      const { runtime } = sdk('@pulumi/pulumi');
      const closure = await runtime.serializeFunction(() => 42);
      const paths = await runtime.computeCodePaths({ extraIncludePaths: ['LICENSE'] });
      console.log(JSON.stringify([closure.text.includes('42'), paths.has('LICENSE'), holds('/pacote/')]))`),
  ).toEqual([true, true, true]);
});
