import type {
  ClockAnswer,
  ExposuresAnswer,
  FaultsAnswer,
  RetryAnswer,
  WebhooksAnswer,
} from '../../../orchestrator/control-plane/view/answers.ts';
import type { ReleaseView } from '../../../orchestrator/control-plane/view/release-view.ts';
import type { ShutdownOrder } from '../../../orchestrator/control-plane/schemas.ts';
import type {
  WebhookStatus,
  WebhookTest,
} from '../../../orchestrator/integrations/alerts/webhooks.ts';
import type { StateView } from '../../../orchestrator/control-plane/view/state-view.ts';
import type { Explanation } from '../../../orchestrator/core/evaluation/explain.ts';
import type { ReleaseAction } from '../../../orchestrator/core/pipeline/can.ts';
import type { Plan } from '../../../orchestrator/runtime/plan/plan.ts';
import type { Hold, HoldScope } from '../../../orchestrator/core/pipeline/state.ts';
import type { EvaluationUser } from '../../../orchestrator/core/targeting/user.ts';
import type { VersionView } from '../../../orchestrator/runtime/versions/version-view.ts';
import { withTimeout } from '../../../orchestrator/common/with-deadline.ts';
import { readStream } from './read-stream.ts';
import { sendRequest, withKey } from './send-request.ts';
import { addressOf, type Target } from './target.ts';
import { trustingFetch } from './trusting-fetch.ts';
import type { StackLog } from '../../../orchestrator/runtime/loop/update-log.ts';
import type { TrafficView } from '../../../orchestrator/runtime/traffic/measure/traffic-view.ts';
import type { StoredEvent } from '../../../orchestrator/core/pipeline/event.ts';

/** What an accepted change answers with. */
export interface Accepted {
  seq: number;
  release: ReleaseView | null;
}

/** The orchestrator's HTTP API as typed calls; errors arrive as the AppError they left as. */
export interface ControlClient {
  readonly url: string;
  state(): Promise<StateView>;
  events(afterSeq: number): Promise<StoredEvent[]>;
  /** Records from there on as they come, over lost connections too, until the signal. @throws AppError NOT_RUNNING */
  follow(afterSeq: number, signal: AbortSignal): AsyncGenerator<StoredEvent>;
  /**
   * The state now and after each change.
   * @param onLost told when the connection breaks; the next state says that it is there again.
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
  ): Promise<{ seq: number; holds: Hold[] }>;
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
  const send = withKey(key, certificate === null ? fetch : trustingFetch(certificate));
  const get = async (path: string, signal?: AbortSignal) =>
    sendRequest(send, new URL(path, url), signal === undefined ? {} : { signal });
  const post = async (path: string, body: unknown, signal?: AbortSignal) =>
    sendRequest(send, new URL(path, url), {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
      ...(signal === undefined ? {} : { signal }),
    });
  const encode = encodeURIComponent;
  // The shapes are those of the orchestrator of this same package.
  return {
    url,
    state: async () => (await get('/api/state')) as StateView,
    events: async (afterSeq) =>
      ((await get(`/api/events?after=${afterSeq}`)) as { events: StoredEvent[] }).events,
    follow: (afterSeq, signal) =>
      readStream({
        url: new URL(`/api/events?after=${afterSeq}`, url),
        eventName: 'record',
        signal,
        send,
      }) as AsyncGenerator<StoredEvent>,
    watch: (signal, onLost) =>
      readStream({
        url: new URL('/api/state', url),
        eventName: 'state',
        signal,
        send,
        onLost,
      }) as AsyncGenerator<StateView>,
    exposures: async (afterSeq) =>
      (await get(`/api/exposures?after=${afterSeq}`)) as ExposuresAnswer,
    evaluate: async (name, user) =>
      (await get(
        `/api/evaluate/${encode(name)}?user=${encode(JSON.stringify(user))}`,
      )) as Explanation,
    changeConfig: async (config, change) =>
      (await post(`/api/configs/${encode(config)}`, change)) as Accepted,
    rollBack: async (config, body) =>
      (await post(`/api/configs/${encode(config)}/rollback`, body)) as Accepted,
    changeHold: async (type, body) =>
      (await post('/api/holds', { type, ...body })) as { seq: number; holds: Hold[] },
    retry: async (stack) =>
      (await post('/api/retry', stack === undefined ? {} : { stack })) as RetryAnswer,
    addFault: async (body) => (await post('/api/faults', body)) as FaultsAnswer,
    clearFault: async (body) => (await post('/api/faults/clear', body)) as FaultsAnswer,
    act: async (release, action, body) =>
      (await post(
        `/api/releases/${encode(release)}/${action}`,
        body,
        body.plan === undefined ? undefined : AbortSignal.timeout(PLAN_TIMEOUT_MS),
      )) as Accepted,
    advance: async (ms) => (await post('/api/clock/advance', { ms })) as ClockAnswer,
    toNextEvent: async () => (await post('/api/clock/to-next-event', {})) as ClockAnswer,
    pauseClock: async () => (await post('/api/clock/pause', {})) as ClockAnswer,
    resumeClock: async (speed) =>
      (await post('/api/clock/resume', speed === undefined ? {} : { speed })) as ClockAnswer,
    plan: async (release, signal) => {
      const query = release === undefined ? '' : `?release=${encode(release)}`;
      return withTimeout(
        PLAN_TIMEOUT_MS,
        signal,
        async (patience) => (await get(`/api/plan${query}`, patience)) as Plan,
      );
    },
    gitopsDiff: async () => ((await get('/api/gitops/diff')) as { patch: string }).patch,
    versions: async () => ((await get('/api/versions')) as { versions: VersionView[] }).versions,
    stackLog: async (stack) => (await get(`/api/stacks/${encode(stack)}/log`)) as StackLog,
    followLog: (stack, signal) =>
      readStream({
        url: new URL(`/api/stacks/${encode(stack)}/log/stream`, url),
        eventName: 'log',
        signal,
        send,
      }) as AsyncGenerator<StackLog>,
    traffic: async () => (await get('/api/traffic')) as TrafficView,
    setTraffic: async (body) => (await post('/api/traffic', body)) as TrafficView,
    webhooks: async () => ((await get('/api/webhooks')) as WebhooksAnswer).webhooks,
    testWebhook: async (name) =>
      (await post(`/api/webhooks/${encode(name)}/test`, {})) as WebhookTest,
    shutdown: async (options) => {
      await post('/api/shutdown', options);
    },
  };
}
