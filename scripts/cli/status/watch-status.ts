import { WriteStream } from 'node:tty';
import { createLogUpdate } from 'log-update';
import type { StateView } from '../../../orchestrator/control-plane/view/state-view.ts';
import { formatDuration } from '../../../orchestrator/core/definition/duration.ts';
import type { CommandContext } from '../command-context.ts';
import type { ControlClient } from '../client/control-client.ts';
import { stateAfter } from '../client/live-state.ts';
import { wrap, COLUMNS } from '../render/layout.ts';
import { paintFor } from '../render/paint.ts';
import { renderStatus } from '../render/render-status.ts';

/** Pause between two drawings, in which countdowns go on. */
const DRAW_MS = 250;

/** Shows the state until Ctrl-C: drawn over and over on a terminal, elsewhere written at each change. */
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
  const onLost = () => void stderr.write(`! ${client.url} does not answer; trying again\n`);
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
  let seen: { state: StateView; atMs: number } | undefined;
  let lostAtMs: number | undefined;
  const show = () => {
    if (seen === undefined) return;
    const nowMs = Date.now();
    const stale =
      lostAtMs === undefined
        ? []
        : wrap(
            `! ${client.url} does not answer: this is how it was ${formatDuration(nowMs - lostAtMs)} ago; trying again`,
            COLUMNS,
          );
    // What is unknown stands still.
    const state = stateAfter(seen.state, (lostAtMs ?? nowMs) - seen.atMs);
    screen(
      `${stale.map((line) => `${paint('red', line)}\n`).join('')}${renderStatus(paint, state)}`,
    );
  };
  const timer = setInterval(show, DRAW_MS);
  const onLost = () => {
    lostAtMs = Date.now();
    show();
  };
  try {
    for await (const state of client.watch(signal, onLost)) {
      seen = { state, atMs: Date.now() };
      lostAtMs = undefined;
      show();
    }
  } finally {
    clearInterval(timer);
    // Gives the cursor back, also after a failure.
    screen.done();
  }
}
