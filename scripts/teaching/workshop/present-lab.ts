import { withAnySignal } from '../../../orchestrator/common/with-any-signal.ts';
import { Writable } from 'node:stream';
import { LOOPBACK } from '../../../orchestrator/control-plane/server/access.ts';
import type { CommandContext } from '../../cli/command-context.ts';
import type { Lab } from '../labs/catalog.ts';
import { runLab, type LabOptions } from '../labs/run-lab.ts';
import type { PresentedLab } from './presentation.ts';

export interface PresentLabOptions extends LabOptions {
  /** Origin of the page that shows the dashboard in a frame. */
  framedBy: string;
  /** Receives the address of the dashboard, again after each reset. */
  onPage: (pageUrl: string) => void;
}

/** Runs a lab as `lab start` does, but shown on the projector instead of the terminal. Resolves once it is ready. */
export async function presentLab(
  context: CommandContext,
  lab: Lab,
  { framedBy, onPage, ...options }: PresentLabOptions,
): Promise<PresentedLab> {
  const ending = new AbortController();
  let begin: () => void = () => undefined;
  const ready = new Promise<void>((resolve) => (begin = resolve));
  const ended = withAnySignal([context.signal, ending.signal], (signal) =>
    runLab({ ...context, stdout: silence(), signal }, lab, {
      ...options,
      access: { ...LOOPBACK, framedBy: [framedBy] },
      onReady: ({ pageUrl }) => {
        onPage(pageUrl);
        begin();
      },
    }),
  );
  await Promise.race([ready, ended]);
  // `stop` reports an error of a lab that ended by itself.
  ended.catch(() => undefined);
  return {
    stop: async () => {
      ending.abort();
      await ended;
    },
  };
}

/** Nobody reads what is written to it. */
export function silence(): Writable {
  return new Writable({ write: (_chunk, _encoding, done) => done() });
}
