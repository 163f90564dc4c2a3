import type { ChildProcess } from 'node:child_process';
import { AppError } from '../../orchestrator/common/errors/app-error.ts';
import { formatErrorText, parseErrorText } from '../../orchestrator/common/errors/error-text.ts';
import type { FaultCall, FaultRegistry } from '../../orchestrator/core/faults/fault-registry.ts';
import type { FaultGate, Interception } from '../../orchestrator/core/faults/fault-gate.ts';

/** Messages to the plugin: whether any fault is armed, and how a call proceeds. */
type ToPlugin =
  { armed: boolean } | { id: number; interception: Interception } | { id: number; error: string };

/** Messages to the orchestrator. */
interface ToOrchestrator {
  id: number;
  call: FaultCall;
}

/** The orchestrator's side of the channel. */
export interface FaultServer {
  registry: Pick<FaultRegistry, 'hasFaults' | 'onChange'>;
  gate: FaultGate;
}

/** Answers a plugin process; with no faults nothing passes between the two. */
export function serveFaults(plugin: ChildProcess, { registry, gate }: FaultServer): void {
  const send = (message: ToPlugin): void => {
    // The plugin may have ended.
    if (plugin.connected) plugin.send(message, () => undefined);
  };
  const sendArmed = () => send({ armed: registry.hasFaults() });
  registry.onChange(sendArmed);
  sendArmed();
  plugin.on('message', (message) => {
    const { id, call } = message as ToOrchestrator;
    gate.pass(call).then(
      (interception) => send({ id, interception }),
      (error: unknown) => send({ id, error: formatErrorText(error) }),
    );
  });
}

/** The gate in a plugin process: the faults, their counts and what they do are the orchestrator's. */
export function faultsOfParent(self: NodeJS.Process): FaultGate {
  let hasFaults = false;
  let lastId = 0;
  const waiting = new Map<
    number,
    { go: (interception: Interception) => void; fail: (e: Error) => void }
  >();
  self.on('message', (received) => {
    const message = received as ToPlugin;
    if ('armed' in message) {
      hasFaults = message.armed;
      return;
    }
    const call = waiting.get(message.id);
    waiting.delete(message.id);
    if ('interception' in message) call?.go(message.interception);
    else call?.fail(errorOf(message.error));
  });
  return {
    hasFaults: () => hasFaults,
    pass: (call) =>
      new Promise((go, fail) => {
        const id = ++lastId;
        waiting.set(id, { go, fail });
        self.send?.({ id, call } satisfies ToOrchestrator);
      }),
  };
}

function errorOf(text: string): AppError {
  const { code, message } = parseErrorText(text) ?? { code: 'INTERNAL' as const, message: text };
  return new AppError(code, message);
}
