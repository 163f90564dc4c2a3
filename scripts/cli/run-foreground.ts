import type { ShutdownOrder } from '../../orchestrator/control-plane/schemas.ts';
import { formatDuration } from '../../orchestrator/core/definition/duration.ts';
import { AppError } from '../../orchestrator/common/errors/app-error.ts';
import type { RunningOrchestrator, RunOptions } from '../../orchestrator/main.ts';
import type { CommandContext } from './command-context.ts';
import { openBrowser } from './open-browser.ts';
import type { ReadyLine } from './outputs/running.ts';
import { wrap } from './render/layout.ts';
import { paintFor, type Paint } from './render/paint.ts';
import { errorJson, renderError } from './render/render-error.ts';
import { printable } from './render/printable.ts';
import { renderEvent } from './render/render-event.ts';
import { faultNotice } from './render/render-faults.ts';
import type { StoredEvent } from '../../orchestrator/core/pipeline/event.ts';
import { renderDefinitionProblem } from './render/render-status.ts';

/** An orchestrator in the foreground. */
export interface Foreground {
  run: RunOptions;
  /** What Ctrl-C does. */
  onInterrupt: ShutdownOrder;
  /** One line of JSON once ready, then one per event, and nothing else. */
  isJson: boolean;
  /** Open the page in a browser. */
  opens: boolean;
  /** Runs before the orchestrator counts as ready; the signal is aborted when it is stopped meanwhile. */
  prepare?: (orchestrator: RunningOrchestrator, signal: AbortSignal) => Promise<void>;
  /** The lines printed once it is ready. */
  announce: (orchestrator: RunningOrchestrator) => readonly string[];
}

/** Smaller differences come from a corrected system clock, not from a simulation. */
const AHEAD_WORTH_A_NOTE_MS = 1_000;

/** Printed while it runs: an event, or why the workspace file is not in effect (null: it is again). */
type News = StoredEvent | { definitionProblem: string | null };

/** Runs an orchestrator and prints its events, until Ctrl-C or a client's shutdown; resolves to how it was stopped. */
export async function runForeground(
  context: CommandContext,
  { run: options, onInterrupt, isJson, opens, prepare, announce }: Foreground,
): Promise<ShutdownOrder> {
  const { stdout, stderr, signal } = context;
  const paint = paintFor(stdout);
  const say = (line: string) => {
    if (!isJson) stdout.write(wrap(paint, `${line}\n`));
  };
  // News of the start are held back until the ready line, which comes first.
  const early: News[] = [];
  let report = (news: News): void => void early.push(news);
  let end: (order: ShutdownOrder) => void = () => undefined;
  const ended = new Promise<ShutdownOrder>((resolve) => (end = resolve));
  // Loaded on demand: Pulumi's SDK is slow to load.
  const { run } = await import('../../orchestrator/main.ts');
  const orchestrator = await run(options, {
    onProgress: (line) => say(paint('dim', printable(line))),
    onEvent: (stored) => report(stored),
    onDefinitionProblem: (definitionProblem) => report({ definitionProblem }),
    onShutdownRequest: end,
  });
  const onAbort = () => end(onInterrupt);
  if (signal.aborted) onAbort();
  signal.addEventListener('abort', onAbort, { once: true });
  const ending = new AbortController();
  void ended.then(() => ending.abort());
  const prepared = prepare?.(orchestrator, ending.signal);
  try {
    const isReady = await Promise.race([
      prepared?.then(() => true) ?? true,
      ended.then(() => false),
    ]);
    if (isReady) {
      if (isJson) {
        stdout.write(`${JSON.stringify(readyLine(orchestrator))}\n`);
      } else {
        say(announce(orchestrator).join('\n'));
      }
      if (opens) void openPage(context, orchestrator.newPageUrl());
      for (const line of faultNotice(paintFor(stderr), orchestrator.state().faults)) {
        stderr.write(wrap(paintFor(stderr), `${line}\n`));
      }
      report = (news) => {
        if (isJson) stdout.write(newsJson(news));
        else say(newsText(paint, news));
      };
      early.forEach((news) => report(news));
      if (orchestrator.aheadMs >= AHEAD_WORTH_A_NOTE_MS) warnAhead(context, orchestrator.aheadMs);
    }
  } catch (error) {
    await orchestrator.stop(onInterrupt);
    throw error;
  }

  const order = await ended;
  say(order.destroy ? 'Removing the regions…' : 'Stopping; the regions keep running…');
  await orchestrator.stop(order).catch((error: unknown) => {
    // After Ctrl-C this is the only word that the regions stay.
    if (!(error instanceof AppError) || error.code !== 'PROTECTED') throw error;
    stderr.write(isJson ? errorJson(error) : renderError(paintFor(stderr), error));
  });
  // Errors of an interrupted start are ignored.
  await prepared?.catch(() => undefined);
  say('Stopped.');
  return order;
}

/** Everything that a script needs, with keys that end with this run. */
function readyLine({ url, workspace, scriptKeys }: RunningOrchestrator): ReadyLine {
  // gRPC shares the port.
  return { ready: true, url, workspace, grpcUrl: url, ...scriptKeys() };
}

/** A missing browser is a warning, not a failure. */
async function openPage({ stderr, env }: CommandContext, pageUrl: string): Promise<void> {
  const problem = await openBrowser(pageUrl, { env, platform: process.platform });
  if (problem === undefined) return;
  const paint = paintFor(stderr);
  stderr.write(
    `${paint('yellow', 'warning')} the browser could not be opened: ${problem}.\n${paint('cyan', '   next')} Open the address yourself: npx colorteller page prints one.\n`,
  );
}

function newsJson(news: News): string {
  const line = 'event' in news ? { seq: news.seq, ...news.event } : news;
  return `${JSON.stringify(line)}\n`;
}

function newsText(paint: Paint, news: News): string {
  return 'event' in news
    ? renderEvent(paint, news.event)
    : renderDefinitionProblem(paint, printable(news.definitionProblem));
}

/** Explains why no bake ends for a while. */
function warnAhead({ stderr }: CommandContext, aheadMs: number): void {
  const paint = paintFor(stderr);
  const ahead = formatDuration(aheadMs);
  stderr.write(
    wrap(
      paint,
      [
        `${paint('yellow', 'warning')} the log of this workspace is ${ahead} ahead of real time, because it ran with --speed before.`,
        `  Until real time catches up, events get the time of the last one, and no bake, deadline or change window ends.`,
        `${paint('cyan', '   next')} Press Ctrl-C, then continue from there with: npx colorteller up --speed 1`,
        '',
      ].join('\n'),
    ),
  );
}
