import type { z } from 'zod';
import { withTimeout } from '../../../orchestrator/common/with-deadline.ts';
import type { ShutdownOrder } from '../../../orchestrator/control-plane/schemas.ts';
import type * as Answers from '../../../orchestrator/control-plane/view/answers.ts';
import type {
  Accepted,
  ClockAnswer,
  ConfirmedAnswer,
  ExposuresAnswer,
  FaultsAnswer,
  HoldsAnswer,
  PageAddress,
  RetryAnswer,
} from '../../../orchestrator/control-plane/view/answers.ts';
import type { StateView } from '../../../orchestrator/control-plane/view/state-view.ts';
import type { Explanation } from '../../../orchestrator/core/evaluation/explanation.ts';
import type { ReleaseAction } from '../../../orchestrator/core/pipeline/can.ts';
import type { StoredEvent } from '../../../orchestrator/core/pipeline/event.ts';
import type { HoldScope } from '../../../orchestrator/core/pipeline/records.ts';
import type { EvaluationUser } from '../../../orchestrator/core/targeting/user.ts';
import type {
  WebhookStatus,
  WebhookTest,
} from '../../../orchestrator/integrations/alerts/webhook-status.ts';
import type { StackLog } from '../../../orchestrator/runtime/loop/loop-view.ts';
import type { EditPlan } from '../../../orchestrator/runtime/plan/edit-plan-schema.ts';
import type { Plan } from '../../../orchestrator/runtime/plan/plan-schema.ts';
import type { TrafficView } from '../../../orchestrator/runtime/traffic/measure/traffic-schema.ts';
import type { VersionView } from '../../../orchestrator/runtime/versions/version-record.ts';
import { readStream } from './read-stream.ts';
import { sendRequest } from './send-request.ts';
import { addressOf, type Target } from './target.ts';
import { createSend } from './transport.ts';

/** The orchestrator's HTTP API as typed calls; errors arrive as the AppError they left as. */
export interface ControlClient {
  readonly url: string;
  state(): Promise<StateView>;
  events(afterSeq: number): Promise<StoredEvent[]>;
  /** Records from there on as they come, over lost connections too, until the signal. @throws AppError NOT_RUNNING */
  follow(afterSeq: number, signal: AbortSignal): AsyncGenerator<StoredEvent>;
  /**
   * The state now and after each change.
   * @param onLost called when the connection breaks; the next state means that it is back.
   * @throws AppError NOT_RUNNING
   */
  watch(signal: AbortSignal, onLost?: () => void): AsyncGenerator<StateView>;
  /** What SDKs reported, summed up and, after that sequence number, one by one. */
  exposures(afterSeq: number): Promise<ExposuresAnswer>;
  /** The value of a gate or dynamic config for a user, and why it is no other. */
  evaluate(name: string, user: EvaluationUser): Promise<Explanation>;
  changeConfig(config: string, change: ConfigChange): Promise<Accepted>;
  /** Everyone gets the version of a good release again. */
  rollBack(config: string, body: { release: string } & By): Promise<Accepted>;
  changeHold(
    type: 'hold-placed' | 'hold-lifted',
    body: { scope: HoldScope } & By,
  ): Promise<HoldsAnswer>;
  /** What a workspace file would do in place of the present one. @param text YAML or JSON. */
  planEdit(text: string, signal: AbortSignal): Promise<EditPlan>;
  /** The edit of the workspace file that waits takes effect, although it deletes. */
  confirmEdit(body: { edit?: string; actor: string }): Promise<ConfirmedAnswer>;
  /** Something goes wrong from now on, as `POST /api/faults` takes it. */
  addFault(body: { fault: object; replace?: boolean } & By): Promise<FaultsAnswer>;
  /** @param body null: all that were added. */
  clearFault(body: { name: string | null } & By): Promise<FaultsAnswer>;
  act(release: string, action: ReleaseAction, body: ActionBody): Promise<Accepted>;
  /** @param stack its name; left out: every stack that has failed. */
  retry(stack?: string): Promise<RetryAnswer>;
  /** Moves a simulated clock; resolves after everything that became due is in the log. */
  advance(ms: number): Promise<ClockAnswer>;
  toNextEvent(): Promise<ClockAnswer>;
  pauseClock(): Promise<ClockAnswer>;
  /** @param speed default: the one before. */
  resumeClock(speed?: number): Promise<ClockAnswer>;
  /** What the next phase would do: by previews, which may take a while. @param release default: the one that waits. */
  plan(release: string | undefined, signal: AbortSignal): Promise<Plan>;
  /** What the phases that wait would change in the git repository, as a patch. */
  gitopsDiff(): Promise<string>;
  /** An address of the page that works once. */
  newPageUrl(): Promise<PageAddress>;
  /** @throws AppError PROTECTED, and then it goes on. */
  shutdown(order: ShutdownOrder): Promise<void>;
  /** The images that were built, with where they run; oldest first. */
  versions(): Promise<VersionView[]>;
  /** What the last update of a stack said. */
  stackLog(stack: string): Promise<StackLog>;
  /** The same, and what comes: further lines each time. */
  followLog(stack: string, signal: AbortSignal): AsyncGenerator<StackLog>;
  /** What our traffic measured in the last minutes. */
  traffic(): Promise<TrafficView>;
  setTraffic(body: { isOn?: boolean; ratePerSecond?: number; actor: string }): Promise<TrafficView>;
  /** How each webhook goes. */
  webhooks(): Promise<WebhookStatus[]>;
  /** Delivers a test. @throws AppError NOT_FOUND, WEBHOOK_FAILED */
  testWebhook(name: string): Promise<WebhookTest>;
}

type Schema<T> = Promise<z.ZodType<T>>;

interface By {
  actor: string;
  reason: string | null;
}

export interface ConfigChange extends By {
  set: Readonly<Record<string, unknown>>;
  /** No person decided this. */
  automated?: boolean;
}

export interface ActionBody extends By {
  /** Left out for abort and rollout. */
  phase?: string;
  /** Where no person named the phase: how long ago the action was asked for. */
  askedMsAgo?: number;
  /** Of an approval: the plan that is meant. */
  plan?: string;
  /** Of an approval: its plan may delete. */
  allowDelete?: boolean;
}

/** For an answer that is made by previews, which wait for the updates under way. */
const PLAN_TIMEOUT_MS = 10 * 60_000;

/**
 * A client of the orchestrator at a target.
 * @throws AppError NOT_RUNNING when none runs on the workspace.
 */
export async function connect(target: Target): Promise<ControlClient> {
  const { url, key, certificate } = await addressOf(target);
  return createControlClient(url, key, certificate);
}

/**
 * @param key null: what needs none can be read.
 * @param certificate PEM of the only certificate that is trusted; null: whatever Node.js trusts.
 */
export function createControlClient(
  url: string,
  key: string | null,
  certificate: string | null = null,
): ControlClient {
  const send = createSend(key, certificate);
  const get = <T>(schema: Schema<T>, path: string, signal?: AbortSignal) =>
    sendRequest({ send, url: new URL(path, url), schema }, signal === undefined ? {} : { signal });
  const post = <T>(schema: Schema<T>, path: string, body: unknown, signal?: AbortSignal) =>
    sendRequest(
      { send, url: new URL(path, url), schema },
      {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(body),
        ...(signal === undefined ? {} : { signal }),
      },
    );
  const stream = <T>(
    schema: Schema<T>,
    path: string,
    options: { eventName: string; signal: AbortSignal; onLost?: (() => void) | undefined },
  ) => readStream({ url: new URL(path, url), schema, send, ...options });
  const encode = encodeURIComponent;
  return {
    url,
    state: () => get(stateSchema(), '/api/state'),
    events: async (afterSeq) =>
      (await get(answer('eventsSchema'), `/api/events?after=${afterSeq}`)).events,
    follow: (afterSeq, signal) =>
      stream(answer('storedEventSchema'), `/api/events?after=${afterSeq}`, {
        eventName: 'record',
        signal,
      }),
    watch: (signal, onLost) =>
      stream(stateSchema(), '/api/state', { eventName: 'state', signal, onLost }),
    exposures: (afterSeq) => get(answer('exposuresSchema'), `/api/exposures?after=${afterSeq}`),
    evaluate: (name, user) =>
      get(
        explanationSchema(),
        `/api/evaluate/${encode(name)}?user=${encode(JSON.stringify(user))}`,
      ),
    changeConfig: (config, change) =>
      post(answer('acceptedSchema'), `/api/configs/${encode(config)}`, change),
    rollBack: (config, body) =>
      post(answer('acceptedSchema'), `/api/configs/${encode(config)}/rollback`, body),
    changeHold: (type, body) => post(answer('holdsSchema'), '/api/holds', { type, ...body }),
    retry: (stack) =>
      post(answer('retrySchema'), '/api/retry', stack === undefined ? {} : { stack }),
    planEdit: (text, signal) =>
      withTimeout(PLAN_TIMEOUT_MS, signal, (ending) =>
        post(editPlanSchema(), '/api/edits/plan', { text }, ending),
      ),
    confirmEdit: (body) => post(answer('confirmedSchema'), '/api/edits/confirm', body),
    addFault: (body) => post(answer('faultsSchema'), '/api/faults', body),
    clearFault: (body) => post(answer('faultsSchema'), '/api/faults/clear', body),
    act: (release, action, body) =>
      post(
        answer('acceptedSchema'),
        `/api/releases/${encode(release)}/${action}`,
        body,
        body.plan === undefined ? undefined : AbortSignal.timeout(PLAN_TIMEOUT_MS),
      ),
    advance: (ms) => post(answer('clockAnswerSchema'), '/api/clock/advance', { ms }),
    toNextEvent: () => post(answer('clockAnswerSchema'), '/api/clock/to-next-event', {}),
    pauseClock: () => post(answer('clockAnswerSchema'), '/api/clock/pause', {}),
    resumeClock: (speed) =>
      post(answer('clockAnswerSchema'), '/api/clock/resume', speed === undefined ? {} : { speed }),
    plan: (release, signal) => {
      const query = release === undefined ? '' : `?release=${encode(release)}`;
      return withTimeout(PLAN_TIMEOUT_MS, signal, (ending) =>
        get(planSchema(), `/api/plan${query}`, ending),
      );
    },
    gitopsDiff: async () => (await get(answer('gitopsDiffSchema'), '/api/gitops/diff')).patch,
    versions: async () => (await get(answer('versionsSchema'), '/api/versions')).versions,
    stackLog: (stack) => get(stackLogSchema(), `/api/stacks/${encode(stack)}/log`),
    followLog: (stack, signal) =>
      stream(stackLogSchema(), `/api/stacks/${encode(stack)}/log/stream`, {
        eventName: 'log',
        signal,
      }),
    traffic: () => get(trafficSchema(), '/api/traffic'),
    setTraffic: (body) => post(trafficSchema(), '/api/traffic', body),
    webhooks: async () => (await get(answer('webhooksSchema'), '/api/webhooks')).webhooks,
    testWebhook: (name) => post(webhookTestSchema(), `/api/webhooks/${encode(name)}/test`, {}),
    newPageUrl: () => post(answer('pageSchema'), '/api/page', {}),
    shutdown: async (order) => {
      await post(anything(), '/api/shutdown', order);
    },
  };
}

// Loaded when they are used: to build all of them takes longer than most commands.
const answer = async <Name extends keyof typeof Answers>(name: Name) =>
  (await import('../../../orchestrator/control-plane/view/answers.ts'))[name];
const stateSchema = async () =>
  (await import('../../../orchestrator/control-plane/view/state-view.ts')).stateSchema;
const explanationSchema = async () =>
  (await import('../../../orchestrator/core/evaluation/explanation.ts')).explanationSchema;
const webhookTestSchema = async () =>
  (await import('../../../orchestrator/integrations/alerts/webhook-status.ts')).webhookTestSchema;
const stackLogSchema = async () =>
  (await import('../../../orchestrator/runtime/loop/loop-view.ts')).stackLogSchema;
const editPlanSchema = async () =>
  (await import('../../../orchestrator/runtime/plan/edit-plan-schema.ts')).editPlanSchema;
const planSchema = async () =>
  (await import('../../../orchestrator/runtime/plan/plan-schema.ts')).planSchema;
const trafficSchema = async () =>
  (await import('../../../orchestrator/runtime/traffic/measure/traffic-schema.ts')).trafficSchema;
const anything = async () => (await import('zod')).z.unknown();
