import type { StateView } from '../../../orchestrator/control-plane/view/state-view.ts';
import { formatDuration } from '../../../orchestrator/core/definition/duration.ts';
import type { CommandContext } from '../command-context.ts';
import type { ControlClient } from '../client/control-client.ts';
import { stateAfter } from '../client/live-state.ts';
import { wrap } from '../render/layout.ts';
import { paintFor, type Paint } from '../render/paint.ts';
import { renderCompactStatus } from '../render/render-compact-status.ts';
import { renderStatus } from '../render/render-status.ts';
import { openScreen, type Screen } from '../render/screen.ts';

/** Countdowns are redrawn this often. */
const DRAW_MS = 250;
/** A terminal that is lower shows a line per phase. */
const ROOMY_ROWS = 24;

/** Shows the state until Ctrl-C: redrawn in place on a terminal, elsewhere written at each change. */
export async function watchStatus(
  context: CommandContext,
  client: ControlClient,
  isJson: boolean,
): Promise<void> {
  const { stdout, stderr, signal } = context;
  const paint = paintFor(stdout);
  const screen = isJson ? undefined : openScreen(context);
  if (screen !== undefined) {
    await draw(context, client, { paint, screen });
    return;
  }
  const onLost = () => void stderr.write(`! ${client.url} does not answer; reconnecting\n`);
  for await (const state of client.watch(signal, onLost)) {
    stdout.write(isJson ? `${JSON.stringify(state)}\n` : renderStatus(paint, state));
  }
}

async function draw(
  { signal }: CommandContext,
  client: ControlClient,
  { paint, screen }: { paint: Paint; screen: Screen },
): Promise<void> {
  let latest: { state: StateView; atMs: number } | undefined;
  let lostAtMs: number | undefined;
  const show = () => {
    if (latest === undefined) return;
    const nowMs = Date.now();
    const stale =
      lostAtMs === undefined
        ? []
        : [
            `! ${client.url} does not answer; showing the state of ${formatDuration(nowMs - lostAtMs)} ago; reconnecting`,
          ];
    // While the connection is lost, countdowns stop.
    const state = stateAfter(latest.state, (lostAtMs ?? nowMs) - latest.atMs);
    const notice = stale.map((line) => `${wrap(paint, paint('red', line))}\n`).join('');
    screen.draw(fitting(paint, state, { notice, rows: screen.rows() }));
  };
  const timer = setInterval(show, DRAW_MS);
  screen.onResize(show);
  const onLost = () => {
    lostAtMs = Date.now();
    show();
  };
  try {
    for await (const state of client.watch(signal, onLost)) {
      latest = { state, atMs: Date.now() };
      lostAtMs = undefined;
      show();
    }
  } finally {
    clearInterval(timer);
    // Brings back what was there before, also after a failure.
    screen.close();
  }
}

/** The state in as many rows as there are; what does not fit even so is counted. */
function fitting(
  paint: Paint,
  state: StateView,
  { notice, rows }: { notice: string; rows: number },
): string {
  const whole = `${notice}${renderStatus(paint, state)}`;
  if (rows >= ROOMY_ROWS && linesOf(whole).length <= rows) return whole;
  const lines = linesOf(`${notice}${renderCompactStatus(paint, state)}`);
  if (lines.length <= rows) return lines.join('\n');
  const shown = lines.slice(0, Math.max(0, rows - 1));
  const more = `… ${lines.length - shown.length} more lines: enlarge the terminal`;
  return [...shown, paint('dim', more)].join('\n');
}

function linesOf(text: string): string[] {
  return text.replace(/\n$/, '').split('\n');
}
