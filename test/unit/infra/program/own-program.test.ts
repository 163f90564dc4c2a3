import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { loadProgram } from '../../../../infra/program/own-program.ts';
import { stackOf, type StackProgram } from '../../../../infra/program/stack.ts';
import { compileProgram } from '../../../../orchestrator/runtime/workspace/typescript/compile-program.ts';
import { createEmbeddedFixture } from '../../../support/embedded-fixture.ts';
import { tempFolder } from '../../../support/temp-folder.ts';

const stack = stackOf(
  { workspace: '/w', stack: 's', image: 'i', regions: [] },
  { values: new Map(), gates: new Map([['on', new Map([['', true]])]]) },
);

interface Deadlines {
  syncMs?: number;
  idleMs?: number;
}

/** Compiles a program with that body, and runs it. */
async function run(body: string, deadlines?: Deadlines): Promise<unknown> {
  const program = await load(body, deadlines);
  return await program(stack);
}

async function load(body: string, deadlines?: Deadlines): Promise<StackProgram> {
  await using folder = await tempFolder();
  const file = path.join(folder.path, 'program.ts');
  await writeFile(file, `export default async (stack: any) => {\n${body}\n};\n`);
  const programs = path.join(folder.path, 'program-builds');
  const { outcome } = await compileProgram(file, programs, {});
  if (!('build' in outcome)) throw new Error(JSON.stringify(outcome));
  const module = path.join(programs, `${outcome.build}.mjs`);
  return await loadProgram({ file: './program.ts', module }, deadlines);
}

describe('a program of ones own', () => {
  it('returns what it returns, and may ask for gates of the stack', async () => {
    expect(await run('return stack.gate("on") ? { regions: {} } : undefined;')).toEqual({
      regions: {},
    });
    expect(await run('')).toBeUndefined();
  });

  it.each([
    [
      'throws',
      "throw new Error('no');",
      'the program ./program.ts failed: program.ts:2: Error: no',
    ],
    ['waits and throws', "await 0;\nthrow 'no';", 'the program ./program.ts failed: no'],
    [
      'returns an unknown region',
      'return { regions: { mars: {} } };',
      'returns region "mars", which stack s does not have',
    ],
    ['returns no object', 'return 5;', 'it returns no object'],
    ['asks for another region', 'stack.decide("mars");', 'asks about region "mars"'],
    ['asks for another gate', 'stack.gate("off");', 'asks for gate "off", which the workspace'],
  ])('that %s fails, and says so', async (_, body, message) => {
    await expect(run(body)).rejects.toMatchObject({
      code: 'PROGRAM_FAILED',
      message: expect.stringContaining(message) as string,
    });
  });

  it('that never returns is stopped', async () => {
    await expect(run('for (;;);', { syncMs: 50 })).rejects.toThrow('look for a loop without end');
  });

  it('that waits for what never comes is stopped, even where the rest of it works', async () => {
    const waits = 'await new Promise(() => {});';
    await expect(run(waits, { idleMs: 50 })).rejects.toMatchObject({
      code: 'PROGRAM_FAILED',
      message: expect.stringContaining('waits for a promise that nothing settles') as string,
    });
    const returned = 'return { of: new Promise(() => {}) };';
    await expect(run(returned, { idleMs: 50 })).rejects.toThrow('that nothing settles');
  });

  it('whose resource waits for what never comes is stopped', async () => {
    await using fixture = await createEmbeddedFixture();
    const program = await load(
      `const { CustomResource } = await import('@pulumi/pulumi');
      new CustomResource('test:index:Thing', 'cup', { label: 'c' });
      new CustomResource('test:index:Thing', 'box', { label: new Promise(() => {}) });`,
      { idleMs: 50 },
    );
    await expect(
      fixture.up(async () => {
        await program(stack);
        return {};
      }),
    ).rejects.toMatchObject({
      code: 'PROGRAM_FAILED',
    });
  });

  it('may wait for its resources as long as they take', async () => {
    await using fixture = await createEmbeddedFixture();
    const program = await load(
      `const { CustomResource } = await import('@pulumi/pulumi');
      const cup = new CustomResource('test:index:Thing', 'cup', { label: 'c' });
      await new Promise((resolve) => cup.id.apply(resolve));`,
    );
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    onTestFinished(() => void vi.useRealTimers());
    // Longer than the program may wait for anything else.
    fixture.on('create', 'cup', () => void vi.advanceTimersByTime(60_000));
    expect(
      await fixture.up(async () => {
        await program(stack);
        return {};
      }),
    ).toEqual(['create cup']);
  });

  it('whose compiled form is gone says how to get it again', async () => {
    const gone = loadProgram({ file: './program.ts', module: '/nowhere/x.mjs' });
    await expect(gone).rejects.toMatchObject({ action: 'Save ./program.ts again.' });
  });
});

describe('the compiler of programs', () => {
  const compile = async (text: string) => {
    await using folder = await tempFolder();
    const file = path.join(folder.path, 'program.ts');
    await writeFile(file, text);
    const { outcome } = await compileProgram(file, undefined, { deadlineMs: 20_000 });
    return JSON.stringify(outcome);
  };

  it.each([
    ['exports none', 'export const a = 1;', 'its default export is no function'],
    ['exports no function', 'export default 5;', 'its default export is no function'],
    [
      'imports another package of Pulumi',
      "import '@pulumi/random';",
      'a program cannot import \\"@pulumi/random\\"',
    ],
    [
      'throws when it is loaded',
      "\nthrow new Error('no');",
      '"line":2,"message":"it threw Error: no',
    ],
  ])('refuses a module that %s, and says where', async (_, text, message) => {
    expect(await compile(text)).toContain(message);
  });

  it('makes the same of the same program, whatever its comments say', async () => {
    const program = 'export default () => undefined;';
    expect(await compile(`// One.\n\n${program}`)).toBe(await compile(program));
    expect(await compile(program)).not.toBe(await compile('export default () => 5;'));
  });

  it('says that there is no such file', async () => {
    const { outcome } = await compileProgram('/nowhere/program.ts', undefined, {});
    expect(JSON.stringify(outcome)).toContain('there is no such file');
  });
});
