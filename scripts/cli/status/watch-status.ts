import { WriteStream } from 'node:tty';
import { createLogUpdate } from 'log-update';
import type { StateView } from '../../../orchestrator/control-plane/view/state-view.ts';
import { formatDuration } from '../../../orchestrator/core/definition/duration.ts';
import type { CommandContext } from '../command-context.ts';
import type { ControlClient } from '../client/control-client.ts';
import { stateAfter } from '../client/live-state.ts';
import { wrap } from '../render/layout.ts';
import { paintFor } from '../render/paint.ts';
import { renderStatus } from '../render/render-status.ts';

/** Countdowns are redrawn this often. */
const DRAW_MS = 250;

/** Shows the state until Ctrl-C: redrawn in place on a terminal, elsewhere written at each change. */
export async function watchStatus(
  context: CommandContext,
  client: ControlClient,
  isJson: boolean,
): Promise<void> {
  const { stdout, stderr, signal } = context;
  if (!isJson && stdout instanceof WriteStream) {
    await draw(context, client, stdout);
    return;
  }
  const paint = paintFor(stdout);
  const onLost = () => void stderr.write(`! ${client.url} does not answer; reconnecting\n`);
  for await (const state of client.watch(signal, onLost)) {
    stdout.write(isJson ? `${JSON.stringify(state)}\n` : renderStatus(paint, state));
  }
}

async function draw(
  { signal }: CommandContext,
  client: ControlClient,
  terminal: WriteStream,
): Promise<void> {
  const paint = paintFor(terminal);
  const screen = createLogUpdate(terminal);
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
    const notice = stale.map((line) => `${wrap(paint, paint('red', line))}\n`);
    screen(`${notice.join('')}${renderStatus(paint, state)}`);
  };
  const timer = setInterval(show, DRAW_MS);
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
    // Restores the cursor, also after a failure.
    screen.done();
  }
}
