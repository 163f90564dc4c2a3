import { startWebhooks } from '../../orchestrator/integrations/alerts/webhooks.ts';
import type { WebhookStatus } from '../../orchestrator/integrations/alerts/webhook-status.ts';
import type { Definition, WebhookSettings } from '../../orchestrator/core/definition/definition.ts';
import { adoptDefinition } from '../../orchestrator/runtime/interpreter/adopt-definition.ts';
import { createInterpreter } from '../../orchestrator/runtime/interpreter/interpreter.ts';
import type { EventStore } from '../../orchestrator/runtime/store/event-store.ts';
import { createMemoryEventStore } from '../../orchestrator/runtime/store/memory-event-store.ts';
import type { Clock } from '../../orchestrator/common/clock.ts';
import { createFakeClock } from './fakes/fake-clock.ts';
import { createInstantClock } from './fakes/instant-clock.ts';
import { walkthrough } from './walkthrough.ts';

/** The definition with one webhook, which receives holds: one alert an event. */
export const withWebhook = (
  url: WebhookSettings['url'],
  more: Partial<WebhookSettings> = {},
): Definition => ({
  ...walkthrough(),
  webhooks: [{ name: 'team', url, format: 'json', events: ['held', 'lifted'], ...more }],
});

interface WebhookOptions {
  folder: string;
  store?: EventStore;
  /** Default: one whose sleeps end at once. */
  clock?: Clock;
  env?: NodeJS.ProcessEnv;
  timeoutMs?: number;
}

/** Webhooks on a log, as an orchestrator runs them. */
export async function startTestWebhooks(definition: Definition, options: WebhookOptions) {
  const { store = createMemoryEventStore(), clock = createInstantClock(), env = {} } = options;
  const givenUp: string[] = [];
  const interpreter = createInterpreter({
    definition,
    store,
    clock: createFakeClock(),
    onRefusedAtReplay: () => undefined,
    onTimerFailure: () => undefined,
  });
  await adoptDefinition(interpreter, definition);
  const webhooks = startWebhooks({
    folder: options.folder,
    present: () => ({ definition: interpreter.definition(), state: interpreter.state() }),
    store,
    env,
    clock,
    timeoutMs: options.timeoutMs ?? 5_000,
    onGivenUp: (_, alert, problem) => givenUp.push(`${alert.text}: ${problem}`),
    onFailure: (error) => {
      throw error;
    },
  });
  interpreter.subscribe((stored) => webhooks.onEvent(stored));
  interpreter.start();
  const hold = async (reason: string) => {
    const scope = { kind: 'everything' } as const;
    await interpreter.submit({ type: 'hold-placed', scope, actor: 'ann', reason });
    await interpreter.submit({ type: 'hold-lifted', scope, actor: 'ann', reason });
  };
  return {
    store,
    clock,
    interpreter,
    webhooks,
    givenUp,
    hold,
    status: () => webhooks.status()[0] as WebhookStatus,
    adopt: (next: Definition) => adoptDefinition(interpreter, next),
    [Symbol.asyncDispose]: async () => {
      await webhooks.stop();
      await interpreter.close();
    },
  };
}
