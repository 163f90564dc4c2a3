import path from 'node:path';
import type { Registry } from 'prom-client';
import { startWebhooks, type Webhooks } from '../integrations/alerts/webhooks.ts';
import type { Definition } from '../core/definition/definition.ts';
import type { Evaluator } from '../core/evaluation/evaluator.ts';
import { createPublisher, type Publisher } from '../integrations/gitops/publisher.ts';
import type { StackLoopStatus } from '../runtime/loop/stack-worker.ts';
import type { Interpreter } from '../runtime/interpreter/interpreter.ts';
import { createFleetMetrics } from '../integrations/metrics/fleet-metrics.ts';
import type { OrchestratorParts } from './dependencies.ts';
import { type Traffic, createTraffic } from '../runtime/traffic/traffic.ts';
import type { WiredFaults } from './faults.ts';
import { askRegion } from '../runtime/traffic/ask-region.ts';
import type { Context } from '../core/pipeline/state.ts';
import type { StoredEvent } from '../core/pipeline/event.ts';

export interface EventSubscribersOptions {
  parts: OrchestratorParts;
  interpreter: Interpreter;
  faults: WiredFaults;
  evaluatorOf: (definition: Definition) => Evaluator;
  /** Pipeline time. */
  nowMs: () => number;
  loop: () => Readonly<Record<string, StackLoopStatus>>;
}

/** Who makes something of each event and changes nothing: a git repository, webhooks, metrics, our own traffic. */
export interface EventSubscribers {
  publisher: Publisher;
  /** What the control plane tells of them. */
  shown: { webhooks: Webhooks; traffic: Traffic };
  metrics: readonly Registry[];
  /** To be called after each event, in their order. */
  onEvent(stored: StoredEvent): void;
  stop(): Promise<void>;
}

export function startEventSubscribers(options: EventSubscribersOptions): EventSubscribers {
  const { parts, interpreter, evaluatorOf, nowMs, loop } = options;
  const present = (): Context => ({
    definition: interpreter.definition(),
    state: interpreter.state(),
  });
  const { clock, env, log, store } = parts;
  const folder = path.resolve(parts.folder);
  const publisher = createPublisher({
    workspace: folder,
    present,
    evaluatorOf,
    image: () => parts.image(),
    onProblem: (error) => log.error({ err: error }, 'nothing could be committed'),
  });
  const webhooks = startWebhooks({
    folder,
    present,
    store,
    env,
    clock,
    onGivenUp: (webhook, { seq, kind }, problem) =>
      log.warn({ webhook, seq, alert: kind, problem }, 'an alert was not delivered'),
    onFailure: (error) => log.error({ err: error }, 'webhooks cannot go on as they should'),
  });
  const metrics = createFleetMetrics({
    present,
    evaluatorOf,
    nowMs,
    lastSeq: () => interpreter.lastSeq(),
    loop,
    webhooks: () => webhooks.status(),
  });
  const traffic = wireTraffic(options);
  return {
    publisher,
    shown: { webhooks, traffic },
    metrics: [metrics.registry, traffic.metrics],
    onEvent: (stored) => {
      publisher.onEvent(stored);
      webhooks.onEvent(stored);
      metrics.onEvent(stored);
      if (stored.event.type === 'definition-changed') traffic.follow(stored.event.definition);
    },
    stop: async () => {
      await Promise.all([webhooks.stop(), traffic.stop()]);
      await publisher.settled();
    },
  };
}

/** The traffic of a running orchestrator: to what is deployed, as the faults say. */
function wireTraffic(options: {
  parts: OrchestratorParts;
  interpreter: Interpreter;
  faults: WiredFaults;
}): Traffic {
  const { parts, interpreter, faults } = options;
  const { clock, defaultHost, log } = parts;
  return createTraffic({
    definition: interpreter.definition(),
    defaultHost,
    clock,
    ask: askRegion,
    faultFor: (region) => faults.forTraffic(region),
    isDeployed: (region) => {
      const status = interpreter.state().regions[region];
      return status?.applied != null || status?.answeredAtMs != null;
    },
    onSet: (status, actor) => log.info({ ...status, actor }, 'traffic'),
  });
}
