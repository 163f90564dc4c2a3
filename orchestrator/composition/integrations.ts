import path from 'node:path';
import { startWebhooks, type Webhooks } from '../integrations/alerts/webhooks.ts';
import { createPublisher, type Publisher } from '../integrations/gitops/publisher.ts';
import type { Interpreter } from '../runtime/interpreter/interpreter.ts';
import type { World } from './dependencies.ts';
import type { PipelineReader } from './pipeline-reader.ts';

export interface StartIntegrationsOptions {
  world: World;
  interpreter: Interpreter;
  reader: PipelineReader;
  /** The image that regions run unless their config names another. */
  image: () => string;
}

/** The outputs of events: a git repository and webhooks. They do not change the state. */
export interface Integrations {
  publisher: Publisher;
  webhooks: Webhooks;
  /** Resolves when nothing is in flight. */
  stop(): Promise<void>;
}

export function startIntegrations(options: StartIntegrationsOptions): Integrations {
  const { interpreter, reader, image } = options;
  const { clock, env, log, store } = options.world;
  const folder = path.resolve(options.world.folder);
  const publisher = createPublisher({
    workspace: folder,
    present: reader.context,
    evaluatorOf: reader.evaluatorOf,
    image,
    onProblem: (error) => log.error({ err: error }, 'manifests could not be committed'),
  });
  const webhooks = startWebhooks({
    folder,
    present: reader.context,
    store,
    env,
    clock,
    onGivenUp: (webhook, { seq, kind }, problem) =>
      log.warn({ webhook, seq, alert: kind, problem }, 'an alert was not delivered'),
    onFailure: (error) => log.error({ err: error }, 'webhooks failed'),
  });
  interpreter.subscribe((stored) => {
    publisher.onEvent(stored);
    webhooks.onEvent(stored);
  });
  return {
    publisher,
    webhooks,
    stop: async () => {
      await webhooks.stop();
      await publisher.settled();
    },
  };
}
