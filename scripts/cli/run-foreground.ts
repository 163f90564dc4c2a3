import type { ShutdownOrder } from '../../orchestrator/control-plane/schemas.ts';
import { formatDuration } from '../../orchestrator/core/definition/duration.ts';
import { AppError } from '../../orchestrator/common/errors/app-error.ts';
import type { RunningOrchestrator, RunOptions } from '../../orchestrator/main.ts';
import type { CommandContext } from './command-context.ts';
import { openBrowser } from './open-browser.ts';
import type { ReadyLine } from './outputs/running.ts';
import { paintFor, type Paint } from './render/paint.ts';
import { renderDefinitionProblem } from './render/render-definition-problem.ts';
import { errorJson, renderError } from './render/render-error.ts';
import { renderEvent } from './render/render-event.ts';
import { faultNotice } from './render/render-faults.ts';
import type { StoredEvent } from '../../orchestrator/core/pipeline/event.ts';

/** An orchestrator in the foreground. */
export interface Foreground {
  run: RunOptions;
  /** How it ends by Ctrl-C. */
  onInterrupt: ShutdownOrder;
  /** One line of JSON once ready, then one per event, and nothing else. */
  isJson: boolean;
  /** Open the page in a browser. */
  opens: boolean;
  /** What comes before it counts as ready; the signal is aborted where it is ended meanwhile. */
  prepare?: (orchestrator: RunningOrchestrator, signal: AbortSignal) => Promise<void>;
  /** What is told once it is ready, line by line. */
  announce: (orchestrator: RunningOrchestrator) => readonly string[];
}

/** A clock that was set back a little is no simulation. */
const AHEAD_WORTH_A_NOTE_MS = 1_000;

/** What is told while it runs: an event, or why the workspace file is not in effect (null: it is again). */
type News = StoredEvent | { definitionProblem: string | null };

/** Runs an orchestrator and tells what happens, until Ctrl-C or a client's shutdown; resolves to how it was ended. */
export async function runForeground(
  context: CommandContext,
  { run: options, onInterrupt, isJson, opens, prepare, announce }: Foreground,
): Promise<ShutdownOrder> {
  const { stdout, stderr, signal } = context;
  const paint = paintFor(stdout);
  const say = (line: string) => {
    if (!isJson) stdout.write(`${line}\n`);
  };
  // What happens while it starts is told after the ready line, which comes first.
  const early: News[] = [];
  let tell = (news: News): void => void early.push(news);
  let end: (order: ShutdownOrder) => void = () => undefined;
  const ended = new Promise<ShutdownOrder>((resolve) => (end = resolve));
  // Loaded only now: with it comes Pulumi's SDK, which takes longer than all of another command.
  const { run } = await import('../../orchestrator/main.ts');
  const orchestrator = await run(options, {
    onProgress: (line) => say(paint('dim', line)),
    onEvent: (stored) => tell(stored),
    onDefinitionProblem: (definitionProblem) => tell({ definitionProblem }),
    onShutdownRequest: end,
  });
  const onAbort = () => end(onInterrupt);
  if (signal.aborted) onAbort();
  signal.addEventListener('abort', onAbort, { once: true });
  const ending = new AbortController();
  void ended.then(() => ending.abort());
  const prepared = prepare?.(orchestrator, ending.signal);
  let isReady = true;
  try {
    isReady = await Promise.race([prepared?.then(() => true) ?? true, ended.then(() => false)]);
  } catch (error) {
    await orchestrator.stop(onInterrupt);
    throw error;
  }
  // Where it was ended before, nobody needs to know where it would have been reached.
  if (isReady) {
    if (isJson) {
      const { url, workspace } = orchestrator;
      stdout.write(`${JSON.stringify({ ready: true, url, workspace } satisfies ReadyLine)}\n`);
    } else {
      stdout.write(`${announce(orchestrator).join('\n')}\n`);
    }
    if (opens) void openPage(context, orchestrator.pageUrl);
    for (const line of faultNotice(paintFor(stderr), orchestrator.faults())) {
      stderr.write(`${line}\n`);
    }
    tell = (news) => stdout.write(isJson ? newsJson(news) : `${newsText(paint, news)}\n`);
    early.forEach((news) => tell(news));
    if (orchestrator.aheadMs >= AHEAD_WORTH_A_NOTE_MS) warnAhead(context, orchestrator.aheadMs);
  }

  const order = await ended;
  say(order.destroy ? 'Removing the regions…' : 'Stopping; the regions keep running…');
  await orchestrator.stop(order).catch((error: unknown) => {
    // After Ctrl-C nobody else would tell that the regions stay.
    if (!(error instanceof AppError) || error.code !== 'PROTECTED') throw error;
    stderr.write(isJson ? errorJson(error) : renderError(paintFor(stderr), error));
  });
  // What is cut off in the middle fails, and nobody asks any more.
  await prepared?.catch(() => undefined);
  say('Stopped.');
  return order;
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
