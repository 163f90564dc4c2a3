import { Command, InvalidArgumentError, Option } from 'commander';
import { AppError } from '../../../orchestrator/common/errors/app-error.ts';
import { logPath } from '../../../orchestrator/runtime/store/log-path.ts';
import { readLogHistory } from '../../../orchestrator/runtime/store/read-history.ts';
import { logRefused } from '../../../orchestrator/runtime/store/read-log.ts';
import { lockOwner } from '../../../orchestrator/runtime/store/workspace-lock.ts';
import type { CommandContext } from '../command-context.ts';
import { connect } from '../client/control-client.ts';
import { paintFor } from '../render/paint.ts';
import { renderEvent } from '../render/render-event.ts';
import type { Target } from '../client/target.ts';
import { workspaceOption } from './workspace-option.ts';
import type { StoredEvent } from '../../../orchestrator/core/pipeline/event.ts';

interface EventsOptions {
  target: Target;
  after: number;
  follow?: true;
  json?: true;
}

/** `events [--follow] [--after SEQ]`: the log, from the running orchestrator, or from the file when none runs. */
export function eventsCommand(context: CommandContext): Command {
  return new Command('events')
    .description(
      'Print the event log of the running orchestrator, or of the file when none is running.',
    )
    .addOption(workspaceOption())
    .option('--follow', 'keep printing new events, until Ctrl-C')
    .addOption(
      new Option('--after <seq>', 'print only events after this number')
        .argParser(parseSeq)
        .default(0),
    )
    .option('--json', 'print one line of JSON per event')
    .addHelpText(
      'after',
      '\nExamples:\n  $ colorteller events --follow\n  $ colorteller events --after 41 --json',
    )
    .action(async (options: EventsOptions) => {
      const paint = paintFor(context.stdout);
      const print = ({ seq, event }: StoredEvent) => {
        const line =
          options.json === true
            ? JSON.stringify({ seq, ...event })
            : `${paint('dim', String(seq).padStart(4))}  ${renderEvent(paint, event)}`;
        context.stdout.write(`${line}\n`);
      };
      if (options.follow === true) await follow(context.signal, options, print);
      else await printOnce(options, print);
    });
}

type Print = (stored: StoredEvent) => void;

async function follow(signal: AbortSignal, options: EventsOptions, print: Print): Promise<void> {
  const client = await connect(options.target);
  for await (const stored of client.follow(options.after, signal)) print(stored);
}

async function printOnce({ target, after }: EventsOptions, print: Print): Promise<void> {
  if (target.kind !== 'workspace' || (await lockOwner(target.folder)) !== undefined) {
    (await (await connect(target)).events(after)).forEach(print);
    return;
  }
  const workspace = target.folder;
  const file = logPath(workspace);
  const found = await readLogHistory(file);
  if (found === undefined) {
    throw new AppError('NOT_FOUND', `there is no event log in ${workspace}`, {
      action: 'Start one with npx colorteller up, or name another --workspace.',
    });
  }
  found.history.after(after).forEach(print);
  const { damage } = found.content;
  if (damage !== undefined) throw logRefused(file, damage);
}

function parseSeq(text: string): number {
  if (/^\d+$/.test(text)) return Number(text);
  throw new InvalidArgumentError(
    'must be a sequence number, 0 or more, as at the start of each line',
  );
}
