import { Command, Option } from 'commander';
import type { CommandContext } from '../command-context.ts';
import { findLab, readLabs } from '../../teaching/labs/catalog.ts';
import { openBrowser } from '../open-browser.ts';
import type { WorkshopReady } from '../outputs/running.ts';
import { paintFor, type Paint } from '../render/paint.ts';
import { toAppError } from '../../../orchestrator/common/errors/to-app-error.ts';
import { workshopFolder } from '../../teaching/workshop/join-code.ts';
import { joinCommand, REACHABLE } from '../../teaching/workshop/workshop-view.ts';
import type { Presentation } from '../../teaching/workshop/presentation.ts';
import type { Workshop, WorkshopOptions } from '../../teaching/workshop/start-workshop.ts';
import { readScript, typeLine, type LabTerminal } from '../../teaching/labs/lab-script.ts';
import { listenToTerminal, type TerminalKey } from '../../teaching/workshop/terminal-keys.ts';
import { addServerOptions, readServerOptions, type ServerOptions } from './listen-options.ts';
import { addEngineOptions, parsePort, SMALL_ENGINE, type EngineOptions } from './run-options.ts';
import { workspaceOption } from './workspace-option.ts';
import { realClock } from '../../../orchestrator/common/real-clock.ts';

interface WorkshopCommandOptions extends EngineOptions, ServerOptions {
  lab: string;
  workspace: string;
  port: number;
  labPort: number;
  newCode?: true;
  check?: true;
  open?: true;
  json?: true;
}

const PAGE_PORT = 4480;
const REPORT_PORT = 4481;
const LAB_PORT = 4400;

/** `workshop`: a lab on the projector, step by step, with the progress of attendees. */
export function workshopCommand(context: CommandContext): Command {
  const port = (flags: string, what: string, usual: number) =>
    new Option(flags, what).argParser(parsePort).default(usual);
  const command = new Command('workshop')
    .description(
      "Present a lab on the projector: its steps in big type beside the dashboard, and the progress of attendees. Keys, here and on the page: → or space for the next step, ← for the previous one; r runs a command of the step on this machine; here > and < change the lab. The presenter's page is for this machine only; with --listen attendees can report from other machines.",
    )
    .option('--lab <lab>', 'number of the first lab', '1')
    .addOption(workspaceOption())
    .addOption(
      port('-p, --port <number>', "port of the presenter's page; 0 for a free one", PAGE_PORT),
    )
    .addOption(
      port('--lab-port <number>', "port of the lab's control plane; 0 for a free one", LAB_PORT),
    )
    .option('--new-code', 'create a new join code')
    .option(
      '--check',
      'try the commands of every lab (or of --lab) on this machine, compare what they print, and end',
    )
    .option('--open', "open the presenter's page in a browser")
    .option('--json', 'print one line of JSON once ready, and nothing else')
    .addHelpText(
      'after',
      '\nExamples:\n  $ colorteller workshop --open\n  $ colorteller workshop --lab 3\n  $ colorteller workshop --check                         try every lab before the audience comes\n  $ colorteller workshop --listen 0.0.0.0 --insecure     attendees report over the local network',
    );
  addServerOptions(
    command,
    `address for reports of attendees (default: this machine only, port ${REPORT_PORT}); any other needs TLS`,
  );
  return addEngineOptions(command, SMALL_ENGINE).action((options: WorkshopCommandOptions) =>
    present(context, options, command),
  );
}

async function present(
  context: CommandContext,
  options: WorkshopCommandOptions,
  command: Command,
): Promise<void> {
  const { env, stdin, stdout, stderr, signal } = context;
  const paint = paintFor(stdout);
  const first = await findLab(options.lab);
  const server = {
    ...(await readServerOptions(options)),
    port: options.listen?.port ?? reportPort(options),
  };
  // Loaded on demand: Pulumi's SDK is slow to load.
  if (options.check === true) {
    const labs = isTyped(command, 'lab') ? [first] : await readLabs();
    const { checkLabs } = await import('../../teaching/workshop/check-labs.ts');
    await checkLabs(context, labs, labOptions(options));
    return;
  }
  const { startWorkshop } = await import('../../teaching/workshop/start-workshop.ts');
  const { presentLab } = await import('../../teaching/workshop/present-lab.ts');
  const workshop = await startWorkshop({
    labs: await readLabs(),
    first,
    startLab: (lab, to) => presentLab(context, lab, { ...labOptions(options), ...to }),
    type: typeInto({ workspace: options.workspace, env, signal }),
    port: options.port,
    server,
    folder: workshopFolder(env),
    isNewCode: options.newCode === true,
    clock: realClock,
    onInternalError: (error) => stderr.write(`${toAppError(error).message}\n`),
  });
  const { pageUrl, presentation } = workshop;
  const { url, code } = workshop.join;
  if (options.json === true) {
    const ready: WorkshopReady = { ready: true, pageUrl, join: { url, code } };
    stdout.write(`${JSON.stringify(ready)}\n`);
  } else {
    stdout.write(announcement(paint, workshop));
    presentation.onChange(printSlides(presentation, paint, (text) => stdout.write(text)));
  }
  if (options.open === true) void openBrowser(pageUrl, { env, platform: process.platform });
  const stopListening = listenToTerminal(stdin, (key) => act(presentation, key));
  void presentation.begin(first.name);
  await new Promise<void>((resolve) => {
    if (signal.aborted) resolve();
    signal.addEventListener('abort', () => resolve(), { once: true });
  });
  stopListening();
  if (options.json !== true) stdout.write('Removing the lab…\n');
  await workshop.close();
}

/** A workshop on a free port takes reports on a free port, too. */
function reportPort({ port }: WorkshopCommandOptions): number {
  return port === 0 ? 0 : REPORT_PORT;
}

function labOptions(options: WorkshopCommandOptions) {
  const { engine, runtime, provider, source, configSource, backend, workspace, labPort } = options;
  return {
    engine,
    runtime,
    provider,
    ...(source === undefined ? {} : { source }),
    ...(configSource === undefined ? {} : { configSource }),
    ...(backend === undefined ? {} : { backend }),
    workspace,
    port: labPort,
  };
}

function act(presentation: Presentation, key: TerminalKey): void {
  const { slide, labs, lab } = presentation.view();
  const at = labs.findIndex(({ name }) => name === lab);
  if (key === 'interrupt') process.kill(process.pid, 'SIGINT');
  else if (key === 'next') presentation.show(slide + 1);
  else if (key === 'previous') presentation.show(slide - 1);
  else if (key === 'run') void presentation.run();
  else void presentation.begin(labs[key === 'next-lab' ? at + 1 : at - 1]?.name ?? '');
}

function announcement(paint: Paint, { pageUrl, join }: Workshop): string {
  return `${[
    `${paint('bold', 'The workshop')} is ready`,
    `  page       ${paint('cyan', pageUrl)}`,
    `  attendees  ${paint('cyan', joinCommand(join))}`,
    ...(join.isReachable
      ? []
      : [
          `             ${paint('yellow', 'only this machine reaches this address')}: ${REACHABLE}`,
        ]),
    'Keys: → or space for the next step, ← for the previous one, r runs a command of it, > and < change the lab. Ctrl-C stops and removes everything.',
    '',
  ].join('\n')}\n`;
}

/** Prints the current slide whenever it changes, and the problem of a lab that failed to start. */
function printSlides(presentation: Presentation, paint: Paint, print: (text: string) => void) {
  let printed = '';
  return () => {
    const { slides, slide, problem } = presentation.view();
    const shown = slides[slide];
    const commands = shown?.parts.filter(({ kind }) => kind === 'command') ?? [];
    const lines = [
      `${paint('dim', shown?.place ?? '')}  ${paint('bold', shown?.title ?? '')}`,
      ...commands.map(({ text }) => paint('cyan', text.replaceAll(/^/gm, '  '))),
      ...(problem === null ? [] : [paint('red', `The lab failed to start: ${problem}`)]),
    ];
    const text = `${lines.join('\n')}\n`;
    if (text !== printed) print(text);
    printed = text;
  };
}

function typeInto(terminal: LabTerminal): WorkshopOptions['type'] {
  return async (command) => {
    const [line] = readScript(command);
    return line === undefined ? { exitCode: 0, output: '' } : typeLine(line, terminal);
  };
}

function isTyped(command: Command, option: string): boolean {
  return command.getOptionValueSource(option) === 'cli';
}
