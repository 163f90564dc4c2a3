import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { execa } from 'execa';
import { beforeAll, describe, expect, it } from 'vitest';
import { colorteller } from '../support/cli.ts';
import { tempFolder } from '../support/temp-folder.ts';

let script: string;

beforeAll(async () => {
  script = (await colorteller(['completion', 'bash'])).stdout;
});

/** What bash offers after these words, the last of which is begun. */
async function offered(...words: string[]): Promise<string[]> {
  const line = ['colorteller', ...words].map((word) => `'${word}'`).join(' ');
  const { stdout } = await execa('bash', [
    '--norc',
    '-c',
    `${script}
COMP_WORDS=(${line}); COMP_CWORD=${words.length}; _colorteller; printf '%s\\n' "\${COMPREPLY[@]}"`,
  ]);
  return stdout.split('\n');
}

describe('the completion of bash', () => {
  it.each<[string[], string[]]>([
    [['sta'], ['status']],
    [['co'], ['context', 'config', 'configs', 'confirm', 'compact', 'compare', 'completion']],
    [
      ['config', ''],
      ['set', 'help', '--help', '-h'],
    ],
    [['clock', 'ad'], ['advance']],
    [
      ['gates', 'l'],
      ['list', 'launch'],
    ],
    [['up', '--eng'], ['--engine']],
    [
      ['up', '--engine', ''],
      ['auto', 'pulumi', 'embedded'],
    ],
    [['up', '--engine', 'pulumi', '--runtime', 'd'], ['docker']],
    [
      ['status', '--w'],
      ['--workspace', '--watch', '--wait'],
    ],
    [['approve', '--ph'], ['--phase']],
    [['approve', '--phase', ''], ['']],
    [['nothing', 'there', 'x'], ['']],
  ])('after "%s" offers %s', async (words, expected) => {
    expect((await offered(...words)).toSorted()).toEqual(expected.toSorted());
  });
});

describe('the completions', () => {
  it.each(['zsh', 'fish'])('of %s have every command, and its shell reads them', async (shell) => {
    const { stdout } = await colorteller(['completion', shell]);
    for (const word of ['status', 'gates launch', 'embedded', 'to-next-event']) {
      expect(stdout).toContain(word);
    }
    await using folder = await tempFolder();
    const file = path.join(folder.path, 'script');
    await writeFile(file, stdout);
    const checked = await execa(shell, ['-n', file], { reject: false });
    // Where the shell is not installed nobody can say.
    expect([checked.code ?? checked.exitCode, checked.stderr]).toEqual(
      checked.code === 'ENOENT' ? ['ENOENT', ''] : [0, ''],
    );
  });

  it('of another shell are refused', async () => {
    const { exitCode, stderr } = await colorteller(['completion', 'sh']);
    expect([exitCode, stderr]).toEqual([2, expect.stringContaining('bash, zsh, fish')]);
  });
});
