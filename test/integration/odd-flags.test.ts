import path from 'node:path';
import type { Command } from 'commander';
import { describe, expect, it } from 'vitest';
import { createProgram } from '../../scripts/cli/program.ts';
import { capturedContext } from '../support/captured-context.ts';
import { colorteller } from '../support/cli.ts';
import { thorough } from '../support/exhaustive.ts';
import { inTurn } from '../support/odd-bodies.ts';
import { tempFolder } from '../support/temp-folder.ts';

/** Texts that a shell can hand over, and that nobody means. */
const ODD = [
  '',
  ' ',
  '-1',
  '1e309',
  '0x10',
  'NaN',
  'constructor',
  '__proto__',
  '/dev/null',
  '\ud800',
  '💥\n\u001b[31m',
  'http://[::1',
  '--',
  'x'.repeat(10_000),
];

/** These would run on, or install something: they have tests of their own. */
const RUN_ON = [
  'up',
  'demo',
  'workshop',
  'lab',
  'setup',
  'build',
  'webhooks',
  'help',
  'completion',
];

/** What is written to: it would leave folders of odd names behind. */
const WRITTEN = ['--workspace', '--out', '--folder', '--dir'];

const oddValues = inTurn(ODD, thorough(ODD.length, 1));

function leavesOf(command: Command, words: readonly string[] = []): [string, Command][] {
  const here = [...words, command.name()];
  return command.commands.length === 0
    ? [[here.join(' '), command]]
    : command.commands.flatMap((child) => leavesOf(child, here));
}

const program = await createProgram(capturedContext({}).context);
const leaves = program.commands
  .filter((command) => !RUN_ON.includes(command.name()))
  .flatMap((command) => leavesOf(command));

describe('an odd value', () => {
  it.each(leaves)(
    'of any flag and argument of "%s" is answered, and never INTERNAL',
    async (name, command) => {
      await using folder = await tempFolder();
      const workspace = ['--workspace', path.join(folder.path, 'ws')];
      const words = name.split(' ');
      const operands = command.registeredArguments.map(() => 'name');
      const required = command.options
        .filter(({ mandatory }) => mandatory)
        .flatMap(({ long }) => [long ?? '', '1']);
      const lines = command.options
        .filter(({ required: takes, optional }) => takes || optional)
        .filter(({ long }) => long != null && !WRITTEN.includes(long))
        .flatMap(({ long }) =>
          oddValues().map((odd) => [
            ...words,
            ...operands,
            ...required,
            ...workspace,
            long ?? '',
            odd,
          ]),
        );
      const positional = operands.flatMap((_, at) =>
        oddValues().map((odd) => [...words, ...operands.with(at, odd), ...required, ...workspace]),
      );
      for (const line of [...lines, ...positional]) {
        const { exitCode, stderr } = await colorteller(line, { XDG_CONFIG_HOME: folder.path });
        const label = JSON.stringify(line).slice(0, 300);
        expect(stderr, label).not.toMatch(/INTERNAL|\n {4}at /);
        expect(exitCode, label).toBeLessThan(5);
      }
    },
  );
});
