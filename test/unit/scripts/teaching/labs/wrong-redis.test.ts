import { readFile } from 'node:fs/promises';
import path from 'node:path';
import ts from 'typescript';
import { expect, it } from 'vitest';
import { packageRoot } from '../../../../../orchestrator/common/package-root.ts';
import { start } from '../../../../../scripts/teaching/labs/14-wrong-redis/start.ts';

const LAB = path.join(packageRoot, 'scripts/teaching/labs/14-wrong-redis');

/** What the compiler says of a workspace file beside the lab, which is never written. */
function errorsOf(text: string): string[] {
  const file = path.join(LAB, 'fleet.ts');
  const options: ts.CompilerOptions = {
    ...{ noEmit: true, strict: true, skipLibCheck: true, types: [] },
    target: ts.ScriptTarget.ES2023,
    module: ts.ModuleKind.NodeNext,
    allowImportingTsExtensions: true,
    paths: {
      'colorteller/workspace': [path.join(packageRoot, 'orchestrator/core/workspace/index.ts')],
    },
  };
  const host = ts.createCompilerHost(options);
  const withFile: ts.CompilerHost = {
    ...host,
    fileExists: (name) => name === file || host.fileExists(name),
    getSourceFile: (name, ...rest) =>
      name === file
        ? ts.createSourceFile(name, text, ts.ScriptTarget.ES2023)
        : host.getSourceFile(name, ...rest),
  };
  const program = ts.createProgram([file], options, withFile);
  return program
    .getSemanticDiagnostics(program.getSourceFile(file))
    .map(({ code, messageText }) => {
      return `error TS${code}: ${ts.flattenDiagnosticMessageText(messageText, '\n')}`;
    });
}

it('the compiler refuses the line that lab 14 shows with the words that it shows, and nothing else of the file', async () => {
  const right = start.files?.['fleet.ts'] ?? '';
  const guide = await readFile(path.join(LAB, 'README.md'), 'utf8');
  const [, line = '', words = ''] = /```ts\n(.*)\n\/\/ (.*)\n```/.exec(guide) ?? [];
  const wrong = right.replace('redis.production }', 'redis.latest }');
  expect(wrong).toContain(line);
  expect(errorsOf(right)).toEqual([]);
  expect(errorsOf(wrong)).toEqual([words]);
}, 60_000);
