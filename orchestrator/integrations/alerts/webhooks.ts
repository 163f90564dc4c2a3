import path from 'node:path';
import type { Definition, WebhookSettings } from '../../core/definition/definition.ts';
import { AppError } from '../../common/errors/app-error.ts';
import type { EventStore } from '../../runtime/store/event-store.ts';
import { isDeepStrictEqual } from '../../core/pipeline/deep-equal.ts';
import type { Clock } from '../../common/clock.ts';
import { createAlertFeed } from './alert-feed.ts';
import { openCursors } from './cursors.ts';
import { deliver } from './deliver.ts';
import { alertOf, commandLine, type Alert } from './derive/alert.ts';
import { requestOf, shownUrl } from './request.ts';
import type { WebhookStatus, WebhookTest } from './webhook-status.ts';
import { startWebhookWorker, type WebhookWorker } from './webhook-worker.ts';
import type { Context } from '../../core/pipeline/state.ts';
import type { StoredEvent } from '../../core/pipeline/event.ts';

/** Delivers alerts to the webhooks of the definition in effect, each at its own pace; nothing waits for them. */
export interface Webhooks {
  /** To be called after each event, in their order. */
  onEvent(stored: StoredEvent): void;
  status(): WebhookStatus[];
  /**
   * Delivers a test alert once, bypassing the queue.
   * @throws AppError NOT_FOUND, WEBHOOK_FAILED
   */
  test(name: string): Promise<WebhookTest>;
  /** The next start delivers the remaining alerts. */
  stop(): Promise<void>;
}

export interface WebhooksOptions {
  /** Absolute path of the workspace. */
  folder: string;
  present: () => Context;
  store: Pick<EventStore, 'lastSeq' | 'readAfter' | 'snapshot'>;
  /** Holds the addresses and secrets that the file refers to. */
  env: NodeJS.ProcessEnv;
  /** Real time: of timeouts and retries. */
  clock: Clock;
  /** Timeout of a delivery. Default: 10 s. */
  timeoutMs?: number;
  onGivenUp: (webhook: string, alert: Alert, problem: string) => void;
  onFailure: (error: unknown) => void;
}

interface Subscription {
  settings: WebhookSettings;
  worker: WebhookWorker;
}

const TIMEOUT_MS = 10_000;
/** A person waits for the result of a test. */
const LONGEST_TEST_MS = 5_000;

export function startWebhooks(options: WebhooksOptions): Webhooks {
  const { folder, present, store, env, clock, onFailure, timeoutMs = TIMEOUT_MS } = options;
  const cursors = openCursors(folder);
  const feed = createAlertFeed({ present, store, definition: present().definition });
  const from = { workspace: path.basename(folder), id: cursors.id };
  const subscriptions = new Map<string, Subscription>();
  const stopped: Promise<void>[] = [];

  const request = (settings: WebhookSettings, alert: Alert) =>
    requestOf(settings, alert, { env, from, nowMs: clock.nowMs() });

  /** A new webhook receives only later events. */
  const add = (settings: WebhookSettings, seq: number): void => {
    const { name } = settings;
    const reached = cursors.reached(name);
    // A cursor beyond the end belongs to another log.
    const afterSeq = Math.min(reached ?? seq, seq);
    if (afterSeq !== reached) cursors.note(name, afterSeq).catch(onFailure);
    const isCurrent = () => subscriptions.get(name)?.worker === worker;
    const worker: WebhookWorker = startWebhookWorker({
      afterSeq,
      settings: () => subscriptions.get(name)?.settings ?? settings,
      alertsAfter: (after) => feed.after(after),
      requestOf: request,
      note: async (reachedSeq) => {
        if (isCurrent()) await cursors.note(name, reachedSeq);
      },
      clock,
      timeoutMs,
      onGivenUp: (alert, problem) => options.onGivenUp(name, alert, problem),
      onFailure,
    });
    subscriptions.set(name, { settings, worker });
  };

  const follow = ({ webhooks = [] }: Definition, seq: number): void => {
    const configured = new Map(webhooks.map((settings) => [settings.name, settings]));
    for (const [name, { worker }] of subscriptions) {
      if (configured.has(name)) continue;
      subscriptions.delete(name);
      stopped.push(worker.stop());
    }
    cursors.keepOnly(new Set(configured.keys())).catch(onFailure);
    for (const [name, settings] of configured) {
      const existing = subscriptions.get(name);
      if (existing === undefined) add(settings, seq);
      else if (!isDeepStrictEqual(existing.settings, settings)) {
        existing.settings = settings;
        existing.worker.retry();
      }
    }
  };
  const settingsOf = (name: string): WebhookSettings => {
    const found = subscriptions.get(name);
    if (found !== undefined) return found.settings;
    const names = [...subscriptions.keys()].join(', ');
    throw new AppError('NOT_FOUND', `there is no webhook "${name}"`, {
      action: names === '' ? 'Name one under webhooks in the workspace file.' : `Known: ${names}.`,
    });
  };

  follow(present().definition, store.lastSeq());
  return {
    onEvent: (stored) => {
      feed.onEvent(stored);
      if (stored.event.type === 'definition-changed') follow(stored.event.definition, stored.seq);
      for (const { worker } of subscriptions.values()) worker.wake();
    },
    status: () =>
      [...subscriptions.values()].map(({ settings, worker }) => ({
        name: settings.name,
        url: shownUrl(settings.url),
        format: settings.format,
        events: settings.events ?? null,
        isSigned: settings.secret !== undefined,
        ...worker.status(),
      })),
    test: async (name) => {
      const settings = settingsOf(name);
      const startedAtMs = clock.nowMs();
      const text = `a test of the webhook ${name}: ColorTeller reaches it`;
      const place = { seq: store.lastSeq(), atMs: startedAtMs };
      const made = request(
        settings,
        alertOf('test', place, { text, command: commandLine('webhooks', 'list') }),
      );
      if ('problem' in made) throw failed(name, made.problem);
      const { signal } = new AbortController();
      const outcome = await deliver(
        { ...made, timeoutMs: Math.min(timeoutMs, LONGEST_TEST_MS), signal },
        () => clock.nowMs(),
      );
      if (outcome.kind !== 'delivered') throw failed(name, outcome.problem);
      return { name, status: outcome.status, durationMs: clock.nowMs() - startedAtMs };
    },
    stop: async () => {
      await Promise.all([...subscriptions.values()].map(({ worker }) => worker.stop()));
      await Promise.all(stopped);
      await cursors.idle();
    },
  };
}

function failed(name: string, problem: string): AppError {
  return new AppError('WEBHOOK_FAILED', `the webhook ${name} could not be reached: ${problem}`, {
    action:
      'Correct its address in the workspace file, or start its receiver: npx colorteller webhooks record',
  });
}
