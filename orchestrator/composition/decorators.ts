import { faultyEngine } from '../../infra/engine/faulty-engine.ts';
import { preemptiblePreviews } from '../../infra/engine/preemptible-previews.ts';
import { faultyProvider } from '../../infra/provider/faulty-provider.ts';
import type { ColorTellerProvider } from '../../infra/provider/provider.ts';
import type { UpdateGate } from '../core/faults/fault-gate.ts';
import type { UpdateMetrics } from '../integrations/metrics/update-metrics.ts';
import type { Engine } from '../ports/engine.ts';
import type { UpdateLogs } from '../runtime/loop/update-log.ts';

/*
 * The decorators of the engine, from the outside in:
 *
 *   log > metrics > preemption > faults > one at a time > engine > faults > provider
 *
 * - The log and the metrics are outermost: they show an update as the loop sees it, with its wait and its injected
 *   faults. Previews are not logged, so that the planner uses the engine from preemption inwards.
 * - Preemption is outside of the faults: an injected delay is a part of the update, and a preview waits for it, too.
 * - Faults are outside of "one at a time", which is a part of each engine: a fault that holds an update back must not
 *   hold the stack's turn.
 * - The provider's faults are next to it: they fail single steps, after the engine has recorded the step as pending. With
 *   the Pulumi CLI they are in the plugin process and ask here, see infra/provider/fault-channel.ts.
 */

/** The engine of the loop. */
export function observedEngine(
  engine: Engine,
  { logs, metrics }: { logs: UpdateLogs; metrics: UpdateMetrics },
): Engine {
  return logs.logged(metrics.metered(engine));
}

/** @param gate injects faults; undefined: there are none. */
export function decoratedEngine(engine: Engine, gate: UpdateGate | undefined): Engine {
  return preemptiblePreviews(gate === undefined ? engine : faultyEngine(engine, gate));
}

/** For an engine in this process. */
export function decoratedProvider(
  provider: ColorTellerProvider,
  gate: UpdateGate | undefined,
): ColorTellerProvider {
  return gate === undefined ? provider : faultyProvider(provider, gate);
}
