import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { AppError } from '../../../../../orchestrator/common/errors/app-error.ts';
import type { Definition } from '../../../../../orchestrator/core/definition/definition.ts';
import type { LoadOptions } from '../../../../../orchestrator/runtime/workspace/typescript/load-typescript.ts';
import { readDefinition } from '../../../../../orchestrator/runtime/workspace/read-definition-file.ts';
import { tempFolder } from '../../../../support/temp-folder.ts';

const REST = "dynamicConfigs: [{ name: 'colorteller', defaultValue: { color: 'blue' } }]";
const WORKSPACE = `{
  environments: [{ name: 'production' }],
  regions: [{ name: 'us-west1', environment: 'production', port: 4401 }],
  ${REST},
}`;

/** Reads a workspace of these files; paths in the problem are relative to its folder. */
async function read(
  files: Record<string, string>,
  options: LoadOptions = {},
): Promise<{
  inputs: string[];
  problem?: string;
  definition?: Definition;
  text?: string;
}> {
  await using folder = await tempFolder();
  for (const [name, text] of Object.entries(files)) {
    await mkdir(path.dirname(path.join(folder.path, name)), { recursive: true });
    await writeFile(path.join(folder.path, name), text);
  }
  const { result, inputs } = await readDefinition(
    path.join(folder.path, 'colorteller.ts'),
    options,
  );
  const relative = path.relative('.', folder.path);
  return {
    inputs: [...inputs.keys()].map((file) => path.relative(folder.path, file)),
    ...('broken' in result
      ? { problem: result.broken.message.replaceAll(`${relative}/`, '') }
      : { definition: result.definition, text: result.text }),
  };
}

const invalid = (...problems: string[]) =>
  ['the workspace file is not valid:', ...problems.map((line) => `  ${line}`)].join('\n');

describe.concurrent('a workspace file in TypeScript', () => {
  it('says what its default export says, with what it imports', async () => {
    const { definition, inputs, text } = await read({
      'colorteller.ts': `import { defineWorkspace } from 'colorteller/workspace';
        import { regions } from './lib/fleet.ts';
        import config from './config.json' with { type: 'json' };
        export default defineWorkspace({
          environments: [{ name: 'production' }], regions, dynamicConfigs: [config],
        });`,
      'lib/fleet.ts': `import { waves } from 'colorteller/workspace';
        export const regions = waves(3, { firstPort: 5059 });`,
      'config.json': '{ "name": "colorteller", "defaultValue": { "color": "blue" } }',
    });
    expect(definition?.regions.map(({ name, port }) => [name, port])).toEqual([
      ['region-1', 5059],
      ['region-2', 5062],
      ['region-3', 5063],
    ]);
    expect(inputs.sort()).toEqual(['colorteller.ts', 'config.json', 'lib/fleet.ts']);
    expect(JSON.parse(text ?? '')).toHaveProperty('regions.2.custom.wave', 'wave-2');
  });

  it.each([
    ['an async function', `export default async () => Promise.resolve(${WORKSPACE})`],
    [
      'what follows an await',
      `const workspace = await Promise.resolve(${WORKSPACE}); export default workspace`,
    ],
  ])('may export %s', async (_, source) => {
    const { definition } = await read({ 'colorteller.ts': source });
    expect(definition?.regions).toHaveLength(1);
  });

  it('knows where it is, and reads packages from its own node_modules', async () => {
    const { definition } = await read({
      'colorteller.ts': `import color from 'house-colors';
        import { basename } from 'node:path';
        const names = [import.meta.filename, new URL(import.meta.url).pathname].map((it) => basename(it, '.ts'));
        export default { ...${WORKSPACE}, dynamicConfigs: [{ name: names[0], defaultValue: { color } }],
          gates: [{ name: names[1] + '-' + basename(import.meta.dirname).length }] }`,
      'node_modules/house-colors/package.json': '{ "main": "main.js" }',
      'node_modules/house-colors/main.js': "module.exports = 'teal';",
    });
    expect(definition?.dynamicConfigs).toMatchObject([
      { name: 'colorteller', defaultValue: { color: 'teal' } },
    ]);
    expect(definition?.gates[0]?.name).toMatch(/^colorteller-\d+$/);
  });

  it('sees no variable of the environment that holds a secret', async () => {
    process.env['COLORTELLER_TEST_TOKEN'] = 'hush';
    const source = `const { COLORTELLER_TEST_TOKEN, AWS_SECRET_ACCESS_KEY, PATH } = process.env;
      export default { ...${WORKSPACE}, gates: [{ name: 'sees-' + [COLORTELLER_TEST_TOKEN, AWS_SECRET_ACCESS_KEY, typeof PATH].join('') }] }`;
    const { definition } = await read({ 'colorteller.ts': source });
    delete process.env['COLORTELLER_TEST_TOKEN'];
    expect(definition?.gates[0]?.name).toBe('sees-string');
  });

  it.each([
    [
      'is no TypeScript',
      { 'colorteller.ts': `\nexport default )` },
      ['colorteller.ts:2: Unexpected ")"'],
    ],
    [
      'imports what is no TypeScript',
      { 'colorteller.ts': `import './a.ts';\nimport './b.ts';`, 'a.ts': '\n\n(', 'b.ts': '\n)' },
      ['a.ts:3: Unexpected end of file', 'b.ts:2: Unexpected ")"'],
    ],
    [
      'imports a file that is not there',
      { 'colorteller.ts': `import './lib/a.ts';`, 'lib/a.ts': `\nimport '../fleet';` },
      ['lib/a.ts:2: Could not resolve "../fleet"'],
    ],
    [
      'imports a package that is not there',
      { 'colorteller.ts': `import fleet from 'fleet';\nexport default fleet;` },
      ['colorteller.ts:1: Could not resolve "fleet"'],
    ],
    [
      'throws in a file that it imports',
      {
        'colorteller.ts': `import { regions } from './lib/fleet.ts';\nexport default { regions: regions() };`,
        'lib/fleet.ts': `interface Sizes { first: number }\n\nexport function regions(sizes?: Sizes) {\n  return [sizes!.first];\n}`,
      },
      ["lib/fleet.ts:4: it threw TypeError: Cannot read properties of undefined (reading 'first')"],
    ],
    [
      'throws what is no error, in its function',
      { 'colorteller.ts': `export default () => {\n  throw 'no';\n};` },
      ['colorteller.ts:1: it threw no'],
    ],
    [
      'exports nothing',
      { 'colorteller.ts': `export const workspace = {};` },
      [
        'colorteller.ts:1: it has no default export; write: export default defineWorkspace({ ... })',
      ],
    ],
    [
      'aborts',
      { 'colorteller.ts': `process.abort();\nexport default ${WORKSPACE}` },
      ['colorteller.ts:1: it ended the process (SIGABRT); let it export the workspace instead'],
    ],
    [
      'ends the process',
      { 'colorteller.ts': `process.exit(0);\nexport default ${WORKSPACE}` },
      [
        'colorteller.ts:1: it ended the process (exit status 0); let it export the workspace instead',
      ],
    ],
    [
      'waits for nothing',
      { 'colorteller.ts': `await new Promise(() => {});` },
      ['colorteller.ts:1: it waits for a promise that nothing settles'],
    ],
  ])('that %s is refused at its file and line', async (_, files, problems) => {
    expect((await read(files)).problem).toBe(invalid(...problems));
  });

  it('that never ends is ended', async () => {
    const { problem } = await read(
      { 'colorteller.ts': `import './loop.ts';`, 'loop.ts': 'for (;;);' },
      { deadlineMs: 1_500 },
    );
    expect(problem).toBe(
      invalid(
        'colorteller.ts:1: it did not end within 1.5 s; look for a loop without end, or a wait for what never comes',
      ),
    );
  });

  it('has no channel to this process, into which it could write what is no answer', async () => {
    const source = `import { writeSync } from 'node:fs';
      try { writeSync(process.channel?.fd ?? 3, 'no answer\\n'); } catch { /* there is none */ }
      process.send?.({ json: '{}' });
      export default ${WORKSPACE}`;
    const { problem } = await read({ 'colorteller.ts': source });
    expect(problem).toBeUndefined();
  });

  it('that needs all memory is ended', async () => {
    const source = `const all = [];\nfor (;;) all.push(new Array(1e6).fill(Math.random()));`;
    const { problem } = await read({ 'colorteller.ts': source }, { memoryMb: 64 });
    expect(problem).toBe(invalid('colorteller.ts:1: it needs more than 64 MB of memory'));
  });

  it('that is not JSON is refused by path', async () => {
    const { problem } = await read({
      'colorteller.ts': `class Fleet {}
const self: { self?: object } = {};
self.self = self;
const value = {
  when: new Date(0),
  how: () => 'blue',
  list: [1, undefined],
  not: 0 / 0,
  big: 1n,
  fleet: new Fleet(),
  late: Promise.resolve(1),
  self,
  left: undefined,
  symbol: Symbol('s'),
};
export default { ...${WORKSPACE.replaceAll('\n', '')}, dynamicConfigs: [{ name: 'colorteller', defaultValue: value }] };`,
    });
    const at = 'dynamicConfigs.0.defaultValue';
    expect(problem).toBe(
      invalid(
        `colorteller.ts:5 ${at}.when: it is a Date; write its text: date.toISOString()`,
        `colorteller.ts:6 ${at}.how: it is a function (how); write what it returns`,
        `colorteller.ts:16 ${at}.list.1: there is nothing (undefined); leave it out`,
        `colorteller.ts:8 ${at}.not: NaN is no number of JSON`,
        `colorteller.ts:9 ${at}.big: it is a BigInt (1n); write a number`,
        `colorteller.ts:10 ${at}.fleet: it is an instance of Fleet; write a plain object or a list`,
        `colorteller.ts:11 ${at}.late: it is a promise; await it`,
        `colorteller.ts:2 ${at}.self.self: it is a part of itself`,
        `colorteller.ts:14 ${at}.symbol: it is a symbol; write a text`,
      ),
    );
  });

  it('that no schema or reference allows is refused at the line that says so, else at its export', async () => {
    const { problem } = await read({
      'colorteller.ts': `const names = ['a', 'b'];

export default {
  environments: [{ name: 'production' }],
  regions: [
    { name: 'us-west1', environment: 'prodction', port: 4401 },
    ...names.map((name, index) => ({ name, environment: 'production', port: 4402 + index })),
  ],
  stacks: [{ name: 'one', regions: ['us-west1', 'a'] }],
  ${REST},
};`,
    });
    expect(problem).toBe(
      invalid(
        'colorteller.ts:6 regions.0.environment: there is no environment "prodction" (known: production)',
        'colorteller.ts:9 stacks: region "b" is in no stack; add it to one, or leave "stacks" out for one stack per environment',
      ),
    );
  });
});

it('that cannot be read is no problem of its content', async () => {
  await using folder = await tempFolder();
  const file = path.join(folder.path, 'colorteller.ts');
  await expect(readDefinition(file)).rejects.not.toBeInstanceOf(AppError);
});
