import { Command } from 'commander';
import type { ClockAnswer } from '../../../orchestrator/control-plane/view/answers.ts';
import type { CommandContext } from '../command-context.ts';
import { connect, type ControlClient } from '../client/control-client.ts';
import { paintFor } from '../render/paint.ts';
import { renderEvent } from '../render/render-event.ts';
import { parseDuration, parseSpeed } from './run-options.ts';
import type { Target } from '../client/target.ts';
import { workspaceOption } from './workspace-option.ts';
import { renderClock } from '../render/render-status.ts';

interface ClockOptions {
  target: Target;
  speed?: number;
  json?: true;
}

/** `clock`: shows the time of the pipeline, and controls it where it is simulated. */
export function clockCommand(context: CommandContext): Command {
  const steer = (name: string, summary: string) =>
    new Command(name)
      .summary(summary)
      .description(`${summary[0]?.toUpperCase()}${summary.slice(1)}.`)
      .addOption(workspaceOption())
      .option('--json', 'print the clock and the events as one line of JSON');
  const answer = async (
    options: ClockOptions,
    ask: (client: ControlClient) => Promise<ClockAnswer>,
  ) => printClock(context, options, await ask(await connect(options.target)));

  const show = steer('show', 'Show the time of the pipeline, its speed and the next timer').action(
    (options: ClockOptions) =>
      answer(options, async (client) => ({ clock: (await client.state()).clock, events: [] })),
  );
  const advance = steer('advance', 'Advance the time, and return when all due timers have fired')
    .argument('<duration>', 'how far, such as 90s, 15m, 2h or 1d', parseDuration)
    .addHelpText('after', '\nExamples:\n  $ colorteller clock advance 2h')
    .action((ms: number, options: ClockOptions) => answer(options, (client) => client.advance(ms)));
  const toNextEvent = steer('to-next-event', 'Advance the time to the next bake timer')
    .addHelpText('after', '\nExamples:\n  $ colorteller clock to-next-event')
    .action((options: ClockOptions) => answer(options, (client) => client.toNextEvent()));
  const pause = steer('pause', 'Freeze the time')
    .addHelpText('after', '\nExamples:\n  $ colorteller clock pause')
    .action((options: ClockOptions) => answer(options, (client) => client.pauseClock()));
  const resume = steer('resume', 'Let the time run again')
    .option('--speed <factor>', 'multiple of real time; default: the previous speed', parseSpeed)
    .addHelpText(
      'after',
      '\nExamples:\n  $ colorteller clock resume\n  $ colorteller clock resume --speed 60',
    )
    .action((options: ClockOptions) =>
      answer(options, (client) => client.resumeClock(options.speed)),
    );

  const command = new Command('clock')
    .description(
      'Show the time of the pipeline, and advance it where it is simulated (colorteller up --speed 600; 0 freezes it).',
    )
    .addHelpText(
      'after',
      '\nExamples:\n  $ colorteller clock\n  $ colorteller clock advance 2h\n  $ colorteller clock to-next-event',
    )
    .addCommand(show, { isDefault: true });
  for (const child of [advance, toNextEvent, pause, resume]) command.addCommand(child);
  return command;
}

function printClock(context: CommandContext, options: ClockOptions, answer: ClockAnswer): void {
  const paint = paintFor(context.stdout);
  if (options.json === true) {
    context.stdout.write(`${JSON.stringify(answer)}\n`);
    return;
  }
  const lines = answer.events.map(({ event }) => renderEvent(paint, event));
  context.stdout.write(`${[...lines, renderClock(paint, answer.clock)].join('\n')}\n`);
}
