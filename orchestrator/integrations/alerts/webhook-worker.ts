import type { WebhookSettings } from '../../core/definition/definition.ts';
import type { Clock } from '../../common/clock.ts';
import { withAnySignal } from '../../common/with-any-signal.ts';
import type { Page } from './alert-feed.ts';
import { deliver } from './deliver.ts';
import type { Alert } from './derive/alert.ts';
import type { WebhookRequest } from './request.ts';
import { backoffMs } from '../../runtime/loop/update-failure.ts';
import type { WorkerStatus } from './webhook-status.ts';

export interface WebhookWorkerOptions {
  /** Everything after this event is delivered. */
  afterSeq: number;
  /** The settings in the current definition. */
  settings: () => WebhookSettings;
  alertsAfter: (seq: number) => Promise<Page>;
  requestOf: (settings: WebhookSettings, alert: Alert) => WebhookRequest;
  /** Saves the cursor. */
  note: (seq: number) => Promise<void>;
  clock: Clock;
  timeoutMs: number;
  onGivenUp: (alert: Alert, problem: string) => void;
  onFailure: (error: unknown) => void;
}

/** Delivers the alerts to one webhook, in their order, one at a time. */
export interface WebhookWorker {
  /** Call it after new events or changed settings. */
  wake(): void;
  status(): WorkerStatus;
  /** Ends the pause before the next attempt, if there is one: the settings are others now. */
  retry(): void;
  /** Aborts an attempt in flight; the next start repeats it. */
  stop(): Promise<void>;
}

/** Attempts for each alert: about 7 minutes. */
const MOST_TRIES = 20;

export function startWebhookWorker(options: WebhookWorkerOptions): WebhookWorker {
  const { clock, settings } = options;
  const stopping = new AbortController();
  const { signal } = stopping;
  let waking = new AbortController();
  let pausing = new AbortController();
  let underWay = new AbortController();
  let noted = options.afterSeq;
  let status: WorkerStatus = {
    reachedSeq: options.afterSeq,
    delivered: 0,
    failedTries: 0,
    givenUp: 0,
    lastDeliveredAtMs: null,
    problem: null,
    nextTryAtMs: null,
  };
  const isStopped = () => signal.aborted;

  const untilWoken = async (): Promise<void> => {
    const wakeSignal = waking.signal;
    if (wakeSignal.aborted || isStopped()) return;
    await new Promise((resolve) => {
      wakeSignal.addEventListener('abort', resolve, { once: true });
    });
  };

  const advanceTo = async (seq: number, isWorthNoting: boolean): Promise<void> => {
    status = { ...status, reachedSeq: Math.max(status.reachedSeq, seq) };
    if (!isWorthNoting || status.reachedSeq === noted) return;
    noted = status.reachedSeq;
    // If this fails, a restart delivers the alert again, with the same id.
    await options.note(noted).catch(options.onFailure);
  };

  const pause = async (ms: number): Promise<void> => {
    status = { ...status, nextTryAtMs: clock.nowMs() + ms };
    pausing = new AbortController();
    await withAnySignal([signal, pausing.signal], (either) => clock.sleep(ms, either)).catch(
      () => undefined,
    );
    status = { ...status, nextTryAtMs: null };
  };

  /** Makes one attempt. Returns the pause before the next; null where none follows. */
  const attempt = async (
    alert: Alert,
    request: Extract<WebhookRequest, { body: string }>,
    tries: number,
  ): Promise<number | null> => {
    const { timeoutMs } = options;
    underWay = new AbortController();
    const { signal: ending } = underWay;
    const outcome = await deliver({ ...request, timeoutMs, signal: ending }, () => clock.nowMs());
    if (isStopped()) return null;
    if (outcome.kind === 'delivered') {
      const delivered = status.delivered + 1;
      status = { ...status, delivered, lastDeliveredAtMs: clock.nowMs(), problem: null };
      return null;
    }
    const { problem } = outcome;
    status = { ...status, failedTries: status.failedTries + 1, problem };
    if (outcome.kind === 'again' && tries < MOST_TRIES) {
      return Math.max(backoffMs(tries), outcome.afterMs);
    }
    status = { ...status, givenUp: status.givenUp + 1 };
    options.onGivenUp(alert, problem);
    return null;
  };

  const send = async (alert: Alert): Promise<void> => {
    for (let tries = 1; !isStopped();) {
      waking = new AbortController();
      const request = options.requestOf(settings(), alert);
      if ('problem' in request) {
        // No alert is sent unsigned or dropped: it waits for changed settings.
        status = { ...status, problem: request.problem };
        await untilWoken();
        continue;
      }
      const waitMs = await attempt(alert, request, tries++);
      if (waitMs === null) return;
      await pause(waitMs);
    }
  };

  const sendPage = async ({ alerts, throughSeq }: Page): Promise<void> => {
    let isSent = false;
    for (const alert of alerts) {
      if (!isSubscribed(settings(), alert)) continue;
      await advanceTo(alert.seq - 1, isSent);
      await send(alert);
      if (isStopped()) return;
      isSent = true;
    }
    await advanceTo(throughSeq, isSent);
  };

  const run = async (): Promise<void> => {
    while (!isStopped()) {
      waking = new AbortController();
      const page = await options.alertsAfter(status.reachedSeq);
      if (page.throughSeq > status.reachedSeq) await sendPage(page);
      else await untilWoken();
    }
  };

  const ended = run().catch(options.onFailure);
  return {
    wake: () => waking.abort(),
    retry: () => pausing.abort(),
    status: () => status,
    stop: async () => {
      stopping.abort();
      waking.abort();
      underWay.abort();
      await ended;
    },
  };
}

function isSubscribed({ events }: WebhookSettings, { kind }: Alert): boolean {
  return events === undefined || events.some((event) => event === kind);
}
