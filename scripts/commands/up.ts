import path from 'node:path';
import { WriteStream } from 'node:tty';
import { Command, Option } from 'commander';
import type { ShutdownOrder } from '../../orchestrator/control-plane/schemas.ts';
import type { RunningOrchestrator } from '../../orchestrator/main.ts';
import { WORKSPACE_FILE } from '../../orchestrator/definition/walkthrough.ts';
import { formatDuration } from '../../orchestrator/definition/duration.ts';
import { AppError } from '../../orchestrator/errors/app-error.ts';
import type { StoredEvent } from '../../orchestrator/store/event-store.ts';
import type { CommandContext } from '../command-context.ts';
import { paintFor, type Paint } from '../render/paint.ts';
import { renderDefinitionProblem } from '../render/render-definition-problem.ts';
import { errorJson, renderError } from '../render/render-error.ts';
import { renderEvent } from '../render/render-event.ts';
import { faultNotice } from '../render/render-faults.ts';
import { openBrowser } from '../open-browser.ts';
import { renderFirstKeys } from '../render/render-first-keys.ts';
import { addListenOptions, readAccess, type ListenOptions } from './listen-options.ts';
import {
  addEngineOptions,
  parseInterval,
  parsePort,
  parseSpeed,
  type EngineOptions,
} from './run-options.ts';
import { DEFAULT_WORKSPACE, workspaceOption } from './workspace-option.ts';
import type { ReadyLine } from '../outputs/running.ts';

interface UpOptions extends EngineOptions, ListenOptions {
  workspace: string;
  port: number;
  loopEvery?: number;
  speed?: number;
  keep?: true;
  open?: true;
  json?: true;
}

/** Port of the control plane when none is named. */
const DEFAULT_PORT = 4400;

/** A clock that was set back a little is no simulation. */
const AHEAD_WORTH_TELLING_MS = 1_000;

/** What `up` tells once it is ready: an event, or why the workspace file is not in effect (null: it is again). */
type News = StoredEvent | { definitionProblem: string | null };
/** `up`: the orchestrator in the foreground, until Ctrl-C or `down`. */
export function upCommand(context: CommandContext): Command {
  const command = new Command('up')
    .summary('run everything in the foreground, until Ctrl-C')
    .description(
      'Run the pipeline engine, the loop and the control plane in the foreground. A new workspace is filled with the walkthrough. Ctrl-C also removes the regions; what was released is remembered.',
    )
    .addOption(workspaceOption())
    .addOption(
      new Option(
        '-p, --port <number>',
        'port of the control plane, those of a new workspace come after it; 0 for any free ones',
      )
        .env('COLORTELLER_PORT')
        .argParser(parsePort)
        .default(DEFAULT_PORT),
    )
    .addOption(
      new Option(
        '--loop-every <duration>',
        're-run every update this often, changed or not',
      ).argParser(parseInterval),
    )
    .option(
      '--speed <factor>',
      'simulate time, this many times as fast as real; 0: it stands still until: clock advance 2h',
      parseSpeed,
    )
    .option('--open', 'open the page in a browser')
    .option('--keep', 'leave the regions running at the end (npx colorteller down removes them)')
    .option(
      '--json',
      'print one line of JSON once ready, then one per event or problem of the workspace file',
    )
    .addHelpText(
      'after',
      '\nExamples:\n  $ colorteller up\n  $ colorteller up --open\n  $ colorteller up --loop-every 5s\n  $ colorteller up --speed 600\n  $ colorteller up --json --port 0 --workspace /tmp/rehearsal',
    );
  return addListenOptions(addEngineOptions(command)).action((options: UpOptions) =>
    up(context, options),
  );
}

async function up(context: CommandContext, options: UpOptions): Promise<void> {
  const paint = paintFor(context.stdout);
  const isJson = options.json === true;
  const say = (line: string) => {
    if (!isJson) context.stdout.write(`${line}\n`);
  };
  // What happens while it starts is told after the ready line, which comes first.
  const early: News[] = [];
  let tell = (news: News): void => void early.push(news);
  let end: (order: ShutdownOrder) => void = () => undefined;
  const ended = new Promise<ShutdownOrder>((resolve) => (end = resolve));
  const access = await readAccess(options, context.env);
  // Loaded only now: with it comes Pulumi's SDK, which takes longer than all of another command.
  const { run } = await import('../../orchestrator/main.ts');
  const orchestrator = await run(
    {
      ...options,
      port: options.listen?.port ?? options.port,
      access,
      loopEveryMs: options.loopEvery ?? null,
      newRegionPorts: options.port === 0 ? 'any' : options.port + 1,
      env: context.env,
    },
    {
      onProgress: (line) => say(paint('dim', line)),
      onEvent: (stored) => tell(stored),
      onDefinitionProblem: (definitionProblem) => tell({ definitionProblem }),
      onShutdownRequest: end,
    },
  );
  announce(context, paint, orchestrator, isJson);
  if (options.open === true) void openPage(context, orchestrator.pageUrl);
  for (const line of faultNotice(paintFor(context.stderr), orchestrator.faults())) {
    context.stderr.write(`${line}\n`);
  }
  tell = (news) => context.stdout.write(isJson ? newsJson(news) : `${newsText(paint, news)}\n`);
  early.forEach((news) => tell(news));
  if (orchestrator.aheadMs >= AHEAD_WORTH_TELLING_MS) warnAhead(context, orchestrator.aheadMs);
  const onAbort = () => end({ destroy: options.keep !== true });
  if (context.signal.aborted) onAbort();
  context.signal.addEventListener('abort', onAbort, { once: true });

  const order = await ended;
  say(order.destroy ? 'Removing the regions…' : 'Stopping; the regions keep running…');
  await orchestrator.stop(order).catch((error: unknown) => {
    // After Ctrl-C nobody else would tell that the regions stay.
    if (!(error instanceof AppError) || error.code !== 'PROTECTED') throw error;
    context.stderr.write(isJson ? errorJson(error) : renderError(paintFor(context.stderr), error));
  });
  say('Stopped.');
}

function announce(
  context: CommandContext,
  paint: Paint,
  orchestrator: RunningOrchestrator,
  isJson: boolean,
): void {
  const { url, pageUrl, workspace, tooling, definition, isNew, speed, firstKeys } = orchestrator;
  if (isJson) {
    context.stdout.write(
      `${JSON.stringify({ ready: true, url, workspace } satisfies ReadyLine)}\n`,
    );
    return;
  }
  const where = workspace === path.resolve(DEFAULT_WORKSPACE) ? '' : ` --workspace ${workspace}`;
  const lines = [
    `${paint('bold', 'ColorTeller')} is ready at ${paint('cyan', url)}`,
    ...tooling.reasons.map((reason) => `  ${paint('dim', reason)}`),
    `  page  ${paint('cyan', pageUrl)}`,
    `  workspace ${workspace}${isNew ? ` (new: ${WORKSPACE_FILE} holds the walkthrough)` : ''}`,
    ...(speed === null ? [] : [`  ${simulation(speed)}`]),
    ...definition.regions.map(({ name, port }) => `  ${name}  http://127.0.0.1:${port}`),
    ...renderFirstKeys(firstKeys, context.stdout instanceof WriteStream),
    '',
    `In another terminal:  ${paint('cyan', `npx colorteller config set colorteller color=purple${where}`)}`,
    `then:                 ${paint('cyan', `npx colorteller approve${where}`)}`,
    'Ctrl-C ends it and removes the regions.',
    '',
  ];
  context.stdout.write(`${lines.join('\n')}\n`);
}

/** Without a browser everything else goes on. */
async function openPage({ stderr, env }: CommandContext, pageUrl: string): Promise<void> {
  const problem = await openBrowser(pageUrl, { env, platform: process.platform });
  if (problem === undefined) return;
  const paint = paintFor(stderr);
  stderr.write(`${paint('yellow', 'warning')} no browser was opened: ${problem}.\n`);
  stderr.write(
    `${paint('cyan', '   next')} Open it yourself: orchestrator.json of the workspace has its address as pageUrl.\n`,
  );
}

function newsJson(news: News): string {
  const line = 'event' in news ? { seq: news.seq, ...news.event } : news;
  return `${JSON.stringify(line)}\n`;
}

function newsText(paint: Paint, news: News): string {
  return 'event' in news
    ? renderEvent(paint, news.event)
    : renderDefinitionProblem(paint, news.definitionProblem);
}

/** Nothing is wrong, but no bake will end for a while, and nobody would guess why. */
function warnAhead({ stderr }: CommandContext, aheadMs: number): void {
  const paint = paintFor(stderr);
  const ahead = formatDuration(aheadMs);
  stderr.write(
    [
      `${paint('yellow', 'warning')} the log of this workspace is ${ahead} ahead of real time: it was run with --speed before.`,
      `  Until real time has caught up, events get the time of the last one, and no bake, deadline or change window ends.`,
      `${paint('cyan', '   next')} Ctrl-C, then go on from there with: npx colorteller up --speed 1`,
      '',
    ].join('\n'),
  );
}

function simulation(speed: number): string {
  return speed === 0
    ? 'time stands still; move it with: npx colorteller clock advance 2h'
    : `time is simulated, ${speed} times as fast as real; see: colorteller clock`;
}
