import type { CommandContext } from '../../cli/command-context.ts';
import { colorChip } from '../../cli/render/color-chip.ts';
import { pad, wrap } from '../../cli/render/layout.ts';
import { paintFor } from '../../cli/render/paint.ts';
import type { Narrator } from './demo.ts';
import type { Colors } from './regions.ts';
import type { DemoStepLine } from '../../cli/outputs/running.ts';
import { createInterface } from 'node:readline/promises';
import { AppError } from '../../../orchestrator/common/errors/app-error.ts';

/** One line of JSON per step on stdout and nothing else there; the rest goes to stderr. */
export function jsonNarrator(context: CommandContext): Narrator {
  return {
    progress: (line) => void context.stderr.write(`${line}\n`),
    opening: ({ tooling }) => void context.stderr.write(`${tooling.reasons.join('\n')}\n`),
    stepBegins: () => undefined,
    colorsChanged: () => undefined,
    stepEnded: (step, { name }, { colors, ok }) =>
      void context.stdout.write(
        `${JSON.stringify({ step, name, regions: colors, ok } satisfies DemoStepLine)}\n`,
      ),
    pause: () => Promise.resolve(),
    closing: () => undefined,
  };
}

/** A guided story; `isGuided` waits for Enter before each step is done. */
export function terminalNarrator(
  context: CommandContext,
  input: NodeJS.ReadableStream,
  isGuided: boolean,
): Narrator {
  const { stdout, signal } = context;
  const paint = paintFor(stdout);
  const say = (line = '') => void stdout.write(wrap(paint, `${line}\n`));
  const colorsLine = (colors: Colors) =>
    Object.entries(colors)
      .map(
        ([name, color]) =>
          `${name} ${color === null ? '· no answer yet' : colorChip(paint, color)}`,
      )
      .join('   ');
  return {
    progress: (line) => say(paint('dim', line)),
    opening: ({ tooling, pageUrl, definition }) => {
      say(paint('bold', 'ColorTeller: continuous promotion for infrastructure, on this machine'));
      say();
      for (const reason of tooling.reasons) say(`  ${reason}`);
      say();
      say('  Open these beside the terminal:');
      for (const { name, port } of definition.regions) {
        say(`    ${pad(name, 12)} ${paint('cyan', `http://127.0.0.1:${port}`)}`);
      }
      say(`    ${'the page'.padEnd(12)} ${paint('cyan', pageUrl)}`);
      say();
    },
    stepBegins: (number, { story }) => say(`${paint('bold', `Step ${number} of 7`)}  ${story}`),
    colorsChanged: (colors) => say(`   ${colorsLine(colors)}`),
    stepEnded: (_number, _step, { ok }) =>
      say(ok ? `   ${paint('green', '✔ observed')}\n` : `   ${paint('red', '✖ not observed')}\n`),
    pause: async () => {
      if (isGuided) await waitForEnter(input, stdout, signal);
    },
    closing: () => {
      say(`${paint('green', '✔')} All seven steps were observed at the regions.`);
      say(paint('dim', 'Removing the regions…'));
    },
  };
}

/**
 * Lets the presenter talk until Enter is pressed.
 * @throws AppError BAD_INPUT when the input has ended.
 */
async function waitForEnter(
  input: NodeJS.ReadableStream,
  output: NodeJS.WritableStream,
  signal: AbortSignal,
): Promise<void> {
  // Line by line, as the terminal itself edits: single keys need a mode that cannot be left once a terminal is gone.
  const lines = createInterface({ input, output, terminal: false });
  lines.on('error', () => lines.close());
  const ended = new Promise<never>((_resolve, reject) => {
    lines.once('close', () =>
      reject(
        new AppError('BAD_INPUT', 'the demo is waiting for Enter, and the input has ended', {
          action: 'Run it unattended with --auto.',
        }),
      ),
    );
  });
  try {
    await Promise.race([lines.question('   ⏎ Enter does it ', { signal }), ended]);
  } finally {
    ended.catch(() => undefined);
    lines.close();
  }
}
