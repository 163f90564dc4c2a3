import { chmod, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { execa } from 'execa';
import { describe, expect, it } from 'vitest';
import { checkExport } from '../../../../scripts/killercoda/check-export.ts';
import { courseFiles } from '../../../../scripts/killercoda/scenario-files.ts';
import { checkPackage } from '../../../../scripts/killercoda/scenario-scripts.ts';
import { writeExport } from '../../../../scripts/killercoda/write-export.ts';
import { readLabs } from '../../../../scripts/labs/catalog.ts';
import { tempFolder } from '../../../support/temp-folder.ts';

const LAB = 'colorteller/01-first-purple-region';

async function exported() {
  const folder = await tempFolder();
  const files = courseFiles(await readLabs(), 'colorteller@0.1.0');
  await writeExport(folder.path, files);
  const at = (file: string) => path.join(folder.path, LAB, file);
  return { ...folder, files, at, read: (file: string) => readFile(at(file), 'utf8') };
}

describe('the labs for Killercoda', () => {
  it('are as its format says, each of them, with scripts that bash can read', async () => {
    await using course = await exported();
    expect(await checkExport(course.path)).toEqual([]);
    const scripts = course.files.filter(({ isExecutable }) => isExecutable);
    expect(scripts.length).toBe((await readLabs()).length * 3);
    for (const script of scripts) await execa('bash', ['-n', path.join(course.path, script.path)]);
  });

  it('run what is typed by a click, fold the hints, and check at the last step', async () => {
    await using course = await exported();
    expect(await course.read('step1.md')).toContain(
      '```plain\nnpx colorteller status\n```{{exec}}\n',
    );
    const index = JSON.parse(await course.read('index.json')) as {
      details: { steps: { text: string; verify?: string }[] };
    };
    const { steps } = index.details;
    expect(steps.map(({ verify }) => verify ?? '').join('')).toBe('verify.sh');
    expect(steps.at(-1)?.verify).toBe('verify.sh');
    expect(await course.read(steps.at(-1)?.text ?? '')).toContain('<details><summary>Hint 1');
  });

  it('pass a step as the check of the lab ends', async () => {
    await using course = await exported();
    const script = (await course.read('verify.sh')).replace('/root/colorteller', course.path);
    await writeFile(course.at('verify.sh'), script);
    const npx = path.join(course.path, 'npx');
    const verify = async (status: number) => {
      const isCheck = `[ "$*" = 'colorteller lab check 01' ]`;
      await writeFile(npx, `#!/bin/bash\n${isCheck} && exit ${status}\nexit 99\n`);
      await chmod(npx, 0o755);
      const env = { PATH: `${course.path}:${process.env['PATH'] ?? ''}` };
      return (await execa(course.at('verify.sh'), { env, reject: false })).exitCode;
    };
    expect(await verify(0)).toBe(0);
    expect(await verify(1)).toBe(1);
  });

  it.each<[string, (at: (file: string) => string) => Promise<unknown>, string]>([
    ['a text that is not there', (at) => rm(at('step2.md')), 'step2.md: index.json names it'],
    ['a script that nobody can run', (at) => chmod(at('verify.sh'), 0o644), 'is not executable'],
    ['no JSON', (at) => writeFile(at('index.json'), '{'), 'index.json: it is not JSON'],
    [
      'a key that is not known',
      async (at) => {
        const text = await readFile(at('index.json'), 'utf8');
        await writeFile(at('index.json'), text.replace('"description"', '"descripton"'));
      },
      'Unrecognized key',
    ],
    ['an action that is none', (at) => writeFile(at('intro.md'), '`ls`{{run}}'), 'intro.md: {{'],
    ['a folder that is not there', (at) => rm(at('.'), { recursive: true }), 'it is not there'],
  ])('are refused with %s', async (_, spoil, problem) => {
    await using course = await exported();
    await spoil(course.at);
    const problems = await checkExport(course.path);
    expect(problems).toEqual([expect.stringContaining(problem)]);
  });

  it('are not written over something else', async () => {
    await using course = await exported();
    await expect(writeExport(course.path, course.files)).rejects.toMatchObject({
      code: 'BAD_INPUT',
      message: expect.stringContaining('is not empty') as string,
    });
  });

  it.each(["x'; rm -rf /; '", '$(id)', 'http://example.com/a.tgz', '../x', '-g', ''])(
    'install no package named %s',
    (name) => {
      expect(() => checkPackage(name)).toThrow(
        expect.objectContaining({ code: 'BAD_INPUT' }) as Error,
      );
    },
  );

  it.each(['colorteller', 'colorteller@0.1.0', '@me/ct@next', 'https://example.com/a-0.1.0.tgz'])(
    'install %s',
    (name) => {
      expect(checkPackage(name)).toBe(name);
    },
  );
});
