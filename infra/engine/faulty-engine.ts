import type { UpdateGate } from '../../orchestrator/core/faults/fault-gate.ts';
import { updateAborted } from './classify-failure.ts';
import type { Engine } from '../../orchestrator/ports/engine.ts';

/** An engine with fault injection: faults of whole updates here, faults of their steps in the provider. */
export function faultyEngine(engine: Engine, gate: UpdateGate): Engine {
  return {
    ...engine,
    up: (update) =>
      gate.during(update.stack, update.signal, async () => {
        if (gate.hasFaults()) await passed(gate, update.stack, update.signal);
        return engine.up(update);
      }),
    destroy: (options) => gate.during(options.stack, options.signal, () => engine.destroy(options)),
  };
}

async function passed(
  gate: UpdateGate,
  stack: string,
  signal: AbortSignal | undefined,
): Promise<void> {
  try {
    await gate.pass({ operation: 'up', stack, region: null });
  } catch (error) {
    throw signal?.aborted === true ? updateAborted(stack, error) : error;
  }
}
