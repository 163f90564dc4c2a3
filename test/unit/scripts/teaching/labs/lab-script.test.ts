import { mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { readLabs } from '../../../../../scripts/teaching/labs/catalog.ts';
import { readScript, typeLine } from '../../../../../scripts/teaching/labs/lab-script.ts';
import { tempFolder } from '../../../../support/temp-folder.ts';

/** Types it in a folder with a workspace of another name than the usual one. */
async function typed(text: string) {
  await using folder = await tempFolder();
  const workspace = path.join(folder.path, 'lab');
  await mkdir(workspace);
  await writeFile(path.join(workspace, 'colorteller.yaml'), 'a: 1\nb: 2\nc: 3\n');
  const terminal = { workspace, env: process.env, signal: new AbortController().signal };
  const [line] = readScript(text);
  const result = await typeLine(line!, terminal);
  const written = await readFile(path.join(folder.path, 'out'), 'utf8').catch(() => null);
  return { ...result, written };
}

describe('the commands of a guide', () => {
  it('are of the forms that can be run, in every lab', async () => {
    const labs = await readLabs();
    const texts = labs.flatMap(({ guide }) =>
      guide.steps.flatMap(({ parts }) =>
        parts.filter(({ kind }) => kind === 'command').map(({ text }) => text),
      ),
    );
    expect(texts.flatMap(readScript).length).toBeGreaterThan(100);
  });

  it.each([
    'curl http://evil.example',
    'npx other-package',
    'npx colorteller status; id',
    'npx colorteller status && id',
    'npx colorteller status $(id)',
    'npx colorteller status "$(id)"',
    'npx colorteller status `id`',
    'npx colorteller status $HOME',
    'npx colorteller status | sh',
    'until id; do sleep 1; done',
  ])('are refused where a shell would be needed, or another program: %s', (text) => {
    expect(() => readScript(text)).toThrow('is no command that a lab may have');
  });

  it('read the workspace, by pipes and quotes', async () => {
    const { exitCode, output } = await typed(
      `grep -v 'b: ' .colorteller/colorteller.yaml | sed -e "s/c: 3/it's \\"c\\"/" | tail -1`,
    );
    expect([exitCode, output]).toEqual([0, 'it\'s "c"\n']);
  });

  it('put the output of another command into an argument, and their own into a file', async () => {
    const { output, written } = await typed(
      `grep "$(head -2 .colorteller/colorteller.yaml | sed -n 's/^b: //p')" .colorteller/colorteller.yaml > out`,
    );
    expect([output, written]).toEqual(['', 'b: 2\n']);
  });

  it('end with the status of the last command, and show what the others said', async () => {
    const { exitCode, output } = await typed('grep x no-such-file | grep x');
    expect(exitCode).toBe(1);
    expect(output).toContain('no-such-file');
  });
});
