import { stat } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { packageRoot } from '../../../orchestrator/common/package-root.ts';
import { commandTree, type Node } from '../../../scripts/cli/completion/command-tree.ts';
import { createProgram } from '../../../scripts/cli/program.ts';
import { capturedContext } from '../../support/captured-context.ts';
import { commandBlocks, missingLine, stepsOf } from '../../support/docs/command-block.ts';
import { readDocuments } from '../../support/docs/documents.ts';
import { fencesOf, proseOf } from '../../support/docs/markdown.ts';

const documents = await readDocuments();
const tree = commandTree(await createProgram(capturedContext({}).context));

/** What a fence may be; only `sh` has commands. */
const LANGUAGES = ['sh', 'text', 'yaml', 'json', 'ts', 'js', 'mermaid'];

/** A line that somebody would type. */
const TYPED =
  /^(?:\$ |# )?(?:(?:npx|npm|node|git|curl|docker|pulumi|colorteller|cd) |export [A-Z_]+=)/;

describe('the blocks of every document', () => {
  it('say what they are, and only those of sh have commands', () => {
    const wrong = documents.flatMap(({ file, text }) =>
      fencesOf(text)
        .filter(({ language, text: block }, index, all) => {
          // The output of a command may say what to type next.
          const isOutput = language === 'text' && all[index - 1]?.language === 'sh';
          const isTyped = block.split('\n').some((line) => TYPED.test(line));
          return !LANGUAGES.includes(language) || (language !== 'sh' && isTyped && !isOutput);
        })
        .map(({ line }) => `${file}:${line}`),
    );
    expect(wrong).toEqual([]);
  });

  it('that are run elsewhere name a file of the house; those that nobody runs say so to the reader', async () => {
    const wrong: string[] = [];
    for (const { file, text } of documents) {
      for (const { line, run } of commandBlocks(text)) {
        if (run.where === 'elsewhere') {
          const isThere = await stat(path.join(packageRoot, run.file)).catch(() => undefined);
          if (isThere === undefined) wrong.push(`${file}:${line}: there is no ${run.file}`);
        }
        if (run.where === 'nowhere' && !/not run by our tests/i.test(text)) {
          wrong.push(`${file}:${line}: the document does not say that it is not run by our tests`);
        }
      }
    }
    expect(wrong).toEqual([]);
  });

  it('have only commands and options that there are, in the text too', () => {
    const wrong = documents.flatMap(({ file, text }) =>
      typedIn(text)
        .map((command) => [command, problemOf(command)] as const)
        .filter(([, problem]) => problem !== undefined)
        .map(([command, problem]) => `${file}: ${command}: ${problem ?? ''}`),
    );
    expect(wrong).toEqual([]);
  });
});

describe('how documents are read', () => {
  it('a mark belongs to the block right after it', () => {
    const text =
      '<!-- run: exit 3 -->\n\n```sh\nfalse\n```\n\n```text\nno … way\n```\n\n```sh\ntrue\n```\n';
    expect(commandBlocks(text).map(({ run, shows }) => [run, shows])).toEqual([
      [{ where: 'here', exit: 3, isAfterInterrupt: false }, ['no … way']],
      [{ where: 'here', exit: 0, isAfterInterrupt: false }, []],
    ]);
    expect(commandBlocks(`<!-- run: exit 3 -->\n\nBetween.\n\n${text.slice(22)}`)[0]?.run).toEqual({
      where: 'here',
      exit: 0,
      isAfterInterrupt: false,
    });
  });

  it.each([
    '<!-- run: never -->\n\n```sh\n```',
    '<!-- run: exit 3 -->\n\n```text\n```',
    '```sh\ntrue',
  ])('what would hide a command is refused: %j', (text) => {
    expect(() => stepsOf(text)).toThrow(/^(the block of )?line \d/);
  });

  it('a shown line is in the output, whatever its spaces', () => {
    expect(missingLine('a   b\n c (d) e', ['a b c', '(d)'])).toBeUndefined();
    expect(missingLine('us-west1 is ■ purple', ['us-west1 … purple', 'blue'])).toBe('blue');
  });

  it('a command or option that there is not is seen', () => {
    expect(problemOf('colorteller status --wacht')).toBe('no option --wacht');
    expect(problemOf('colorteller statsu')).toBe('no command statsu');
    expect(problemOf('colorteller clock advance 2h --json')).toBeUndefined();
  });
});

/** Calls of the program in the sh blocks and the text of a document. */
function typedIn(markdown: string): string[] {
  const blocks = commandBlocks(markdown).flatMap(({ text }) => text.split('\n'));
  const inline = [...proseOf(markdown).matchAll(/`([^`\n]+)`/g)].map(([, code = '']) => code);
  return [...blocks, ...inline].flatMap((line) => {
    const [, call] = /^(?:[A-Z_]+=\S+ )*(?:npx )?(colorteller [a-z].*)$/.exec(line) ?? [];
    return call === undefined ? [] : [call];
  });
}

/** What is wrong with a call of the program; `{list,start}`, `a|b` and `…` stand for more than one. */
function problemOf(call: string): string | undefined {
  const bare = call.replaceAll(/'[^']*'|"[^"]*"/g, 'TEXT').split(/ [|>&#]/)[0] ?? '';
  if (/[{…]/.test(bare) || /\w\|\w/.test(bare)) return undefined;
  const words = bare.split(' ').slice(1);
  let node: Node | undefined = tree[0];
  for (const word of words) {
    if (node === undefined || node.commands.length === 0 || word.startsWith('-')) break;
    const path = node.path === '' ? word : `${node.path} ${word}`;
    node = tree.find((one) => one.path === path);
    if (node === undefined) return `no command ${path}`;
  }
  const known = new Set(node?.options.flatMap(({ names }) => names));
  const option = words.find(
    (word) => word.startsWith('-') && word !== '-' && !known.has(word.split('=')[0] ?? ''),
  );
  return option === undefined ? undefined : `no option ${option}`;
}
