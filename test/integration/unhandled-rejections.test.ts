import { execa } from 'execa';
import { expect, it } from 'vitest';
import { bundleModule } from '../support/bundle-module.ts';
import { tempFolder } from '../support/temp-folder.ts';

/** A process with an unhandled rejection, and its last output. */
async function run(error: string) {
  await using folder = await tempFolder();
  const program = await bundleModule(
    folder.path,
    `import { ignoreLateRejections } from './infra/engine/pulumi/unhandled-rejections.ts';
     ignoreLateRejections();
     ignoreLateRejections();
     void Promise.reject(${error});
     setTimeout(() => console.log('alive'), 10);`,
  );
  return await execa(process.execPath, [program], { reject: false });
}

it('outlives the calls to a CLI that was killed', async () => {
  const unavailable = `Object.assign(new Error('14 UNAVAILABLE: read ECONNRESET'), { code: 14 })`;
  expect(await run(unavailable)).toMatchObject({ exitCode: 0, stdout: 'alive' });
});

it.each([
  `new Error('of another kind')`,
  `Object.assign(new Error('of another kind'), { code: 'E' })`,
])('ends with any other error that nobody handles: %s', async (error) => {
  const { exitCode, stdout, stderr } = await run(error);
  expect([exitCode, stdout]).toEqual([1, '']);
  expect(stderr).toContain('of another kind');
});
