import { createInterface } from 'node:readline/promises';
import { setImmediate } from 'node:timers/promises';
import { AppError } from '../../../orchestrator/common/errors/app-error.ts';
import type { CommandContext } from '../../cli/command-context.ts';
import type { DemoStepLine } from '../../cli/outputs/running.ts';
import { colorChip } from '../../cli/render/color-chip.ts';
import { shellWord } from '../../cli/commands/workspace-option.ts';
import { wrap } from '../../cli/render/layout.ts';
import { paintFor } from '../../cli/render/paint.ts';
import { addressLines, addressOf } from '../../cli/render/render-ready.ts';
import type { Narrator } from './demo.ts';
import type { Colors } from './regions.ts';

/** One line of JSON per step on stdout and nothing else there; the rest goes to stderr. */
export function jsonNarrator(context: CommandContext): Narrator {
  return {
    progress: (line) => void context.stderr.write(`${line}\n`),
    opening: ({ tooling }) => void context.stderr.write(`${tooling.reasons.join('\n')}\n`),
    stepBegins: () => undefined,
    colorsChanged: () => undefined,
    unchanged: () => undefined,
    stepEnded: (step, { name }, { colors, ok }) =>
      void context.stdout.write(
        `${JSON.stringify({ step, name, regions: colors, ok } satisfies DemoStepLine)}\n`,
      ),
    pause: () => Promise.resolve(),
    closing: () => Promise.resolve(),
  };
}

const STEPS = 7;
/** Below the story, right of `4 of 7`. */
const INDENT = '        ';

/** A guided story; `isGuided` waits for Enter where a presenter decides when it goes on. */
export function terminalNarrator(
  context: CommandContext,
  input: NodeJS.ReadableStream,
  isGuided: boolean,
): Narrator {
  const { stdout, signal } = context;
  const paint = paintFor(stdout);
  const say = (line = '', hang = INDENT.length) =>
    void stdout.write(wrap(paint, `${line}\n`, hang));
  const colorsLine = (colors: Colors) =>
    Object.entries(colors)
      .map(
        ([name, color]) =>
          `${name} ${color === null ? '· no answer yet' : colorChip(paint, color)}`,
      )
      .join('   ');
  return {
    progress: (line) => say(paint('dim', line)),
    opening: (orchestrator) => {
      const { tooling, definition } = orchestrator;
      say(paint('bold', 'ColorTeller: continuous promotion for infrastructure, on this machine'));
      say();
      for (const reason of tooling.reasons) say(`  ${paint('dim', reason)}`, 2);
      say();
      say('Open these beside the terminal; the address of the page works once:');
      const regions = definition.regions.map(addressOf);
      for (const line of addressLines(paint, orchestrator.newPageUrl(), regions)) say(line);
      say();
    },
    stepBegins: (number, { story }) => say(`${paint('bold', `${number} of ${STEPS}`)}  ${story}`),
    colorsChanged: (colors) => say(`${INDENT}${colorsLine(colors)}`, 0),
    unchanged: (text, colors) => {
      say(`${INDENT}${colorsLine(colors)}`, 0);
      say(`${INDENT}${paint('bold', text)}`, 0);
    },
    stepEnded: (_number, _step, { ok }) =>
      say(`${INDENT}${ok ? paint('green', '✔ observed') : paint('red', '✖ not observed')}\n`),
    pause: async (does) => {
      if (isGuided && !(await pressesEnter(context, input, `${INDENT}⏎ Enter: ${does} `))) {
        throw new AppError('BAD_INPUT', 'the demo is waiting for Enter, and the input has ended', {
          action: 'Run it unattended with --auto.',
        });
      }
    },
    closing: async (orchestrator) => {
      say(`${paint('green', '✔')} All seven steps were observed at the regions.`);
      if (isGuided) {
        // Not wrapped: what is copied from a terminal stays one line, however long the path is.
        stdout.write(`${tryNext(orchestrator).join('\n')}\n`);
        await pressesEnter(context, input, '⏎ Enter or Ctrl-C removes the regions ').catch(
          (error: unknown) => {
            if (!signal.aborted) throw error;
          },
        );
      }
      say(paint('dim', 'Removing the regions…'));
    },
  };

  function tryNext({ workspace, newPageUrl }: Parameters<Narrator['closing']>[0]): string[] {
    return [
      '',
      'Everything stays as it is. Try next, in another terminal:',
      `  ${paint('cyan', `export COLORTELLER_WORKSPACE=${shellWord(workspace)}`)}`,
      `  ${paint('cyan', 'npx colorteller status --watch')}`,
      `  ${paint('cyan', 'npx colorteller config set colorteller color=green')}`,
      `  ${paint('cyan', 'npx colorteller approve')}`,
      `or on the page:  ${paint('cyan', newPageUrl())}`,
      `or in a lab:     ${paint('cyan', 'npx colorteller lab start 1')}`,
      '',
    ];
  }
}

/** Resolves to whether Enter was pressed; not, when the input has ended. */
async function pressesEnter(
  { stdout: output, signal }: CommandContext,
  input: NodeJS.ReadableStream,
  prompt: string,
): Promise<boolean> {
  // Line by line, as the terminal itself edits: single keys need a mode that cannot be left once a terminal is gone.
  const lines = createInterface({ input, output, terminal: false });
  lines.on('error', () => lines.close());
  const ended = new Promise<false>((resolve) => lines.once('close', () => resolve(false)));
  try {
    if ((input as Partial<NodeJS.ReadStream>).isTTY === true) await dropTyped();
    return await Promise.race([lines.question(prompt, { signal }).then(() => true), ended]);
  } finally {
    lines.close();
  }
}

/** What was typed before a prompt does not answer it: the terminal hands it over in the next turns of the event loop. */
async function dropTyped(): Promise<void> {
  await setImmediate();
  await setImmediate();
}
