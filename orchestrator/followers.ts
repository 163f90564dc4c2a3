import path from 'node:path';
import type { Registry } from 'prom-client';
import { startWebhooks, type Webhooks } from './alerts/webhooks.ts';
import type { Definition } from './definition/definition.ts';
import type { Evaluator } from './evaluation/evaluator.ts';
import { createPublisher, type Publisher } from './gitops/publisher.ts';
import type { StackLoopStatus } from './loop/stack-worker.ts';
import type { Interpreter } from './interpreter/interpreter.ts';
import { createFleetMetrics } from './metrics/fleet-metrics.ts';
import type { OrchestratorParts } from './orchestrator-parts.ts';
import type { Context } from './pipeline/context.ts';
import type { StoredEvent } from './store/event-store.ts';
import type { Traffic } from './traffic/traffic.ts';
import type { WiredFaults } from './wire-faults.ts';
import { wireTraffic } from './wire-traffic.ts';

export interface FollowersOptions {
  parts: OrchestratorParts;
  interpreter: Interpreter;
  faults: WiredFaults;
  evaluatorOf: (definition: Definition) => Evaluator;
  /** Pipeline time. */
  nowMs: () => number;
  loop: () => Readonly<Record<string, StackLoopStatus>>;
}

/** Who makes something of each event and changes nothing: a git repository, webhooks, metrics, our own traffic. */
export interface Followers {
  publisher: Publisher;
  /** What the control plane tells of them. */
  shown: { webhooks: Webhooks; traffic: Traffic };
  metrics: readonly Registry[];
  /** To be called after each event, in their order. */
  onEvent(stored: StoredEvent): void;
  stop(): Promise<void>;
}

export function startFollowers(options: FollowersOptions): Followers {
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
