import { readFile } from 'node:fs/promises';
import { execa } from 'execa';
import { publint } from 'publint';
import { expect, inject, it } from 'vitest';
import { packageRoot } from '../../orchestrator/common/package-root.ts';

const { tarball } = inject('packed');

it('publint finds nothing to say', async () => {
  const { buffer } = new Uint8Array(await readFile(tarball));
  const { messages } = await publint({ pack: { tarball: buffer }, strict: true });
  expect(messages).toEqual([]);
});

it('arethetypeswrong finds the types of every import right', async () => {
  const flags = ['--profile', 'esm-only', '--format', 'ascii', '--no-emoji'];
  const { stdout, exitCode } = await execa('npx', ['--no', 'attw', tarball, ...flags], {
    cwd: packageRoot,
    reject: false,
  });
  expect(stdout).toMatch(/"colorteller\/testing\/vitest"\s+node16 \(from ESM\): OK \(ESM\)/);
  expect(exitCode, stdout).toBe(0);
});
