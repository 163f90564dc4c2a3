import {
  Statsig,
  StatsigUser,
  type DynamicConfig,
  type FeatureGate,
  type StatsigOptions,
} from '@statsig/statsig-node-core';
import type { StatsigAccess } from './wire.ts';

/** The dynamic config that regions read. */
const REGION_CONFIG = 'colorteller';

const INIT_TIMEOUT_MS = 3_000;
/** A view of who has what should not wait for the SDK's own minute. */
const FLUSH_MS = 1_000;

export interface StatsigClientOptions extends Pick<StatsigAccess, 'serverKey' | 'api'> {
  /** Longest that the start waits for the first specs. Default 3 s. */
  initTimeoutMs?: number;
  /** Called when specs have come. */
  onSpecs?: () => void;
  /** Called with null when the source is in reach, else with since when it is not: at first, and at each change. */
  onContact?: (lostSinceMs: number | null) => void;
}

/** What a region's dynamic config is for a user, and which specs say so. */
export interface StatsigAnswer extends Pick<DynamicConfig, 'value' | 'ruleID'> {
  /** `unknown`: there is no such config; `broken`: the SDK cannot evaluate it. */
  outcome: 'good' | 'no-specs' | 'unknown' | 'broken';
  reason: string;
  /** Version of the config where the source numbers them. */
  version: number | null;
  /** `time` of the specs. */
  specsTimeMs: number | null;
}

/** The same of a gate. */
export interface GateAnswer extends Pick<StatsigAnswer, 'outcome' | 'reason' | 'specsTimeMs'> {
  value: boolean;
}

/** Statsig's official server SDK, attached to one source. It holds the last good specs while the source is away. */
export interface StatsigClient {
  /** Resolves when the first specs are there, or are not in time; it never rejects. */
  ready: Promise<void>;
  /** What a user gets, from memory. The SDK reports it by default. */
  evaluate(user: StatsigUser, options?: { isReported: boolean }): StatsigAnswer;
  /** Whether a gate passes for a user, from memory. The SDK reports it by default. */
  gate(name: string, user: StatsigUser, options?: { isReported: boolean }): GateAnswer;
  /** Sends what is left to report, and ends. */
  close(): Promise<void>;
}

/** Attaches the SDK: by push with polling behind it to a control plane, as the SDK itself does to the real service. */
export function openStatsig(options: StatsigClientOptions): StatsigClient {
  const { onSpecs = () => undefined, onContact = () => undefined } = options;
  let wasReachable: boolean | undefined;
  let isClosed = false;
  const contact = (isReachable: boolean) => {
    if (isReachable === wasReachable || isClosed) return;
    wasReachable = isReachable;
    onContact(isReachable ? null : Date.now());
  };
  const sdk = new Statsig(options.serverKey, {
    ...sdkOptions(options),
    observabilityClient: {
      increment: (metric) => {
        if (metric.endsWith('.grpc_received_message')) contact(true);
      },
      dist: (metric, _value, tags) => {
        if (metric.endsWith('.grpc_streaming_failed_with_retry_ct')) contact(false);
        if (!metric.endsWith('.config_sync_overall.latency')) return;
        contact(tags['network_success'] === 'true' && tags['process_success'] === 'true');
      },
    },
  });
  sdk.subscribe('specs_updated', () => {
    if (!isClosed) onSpecs();
  });
  const ready = sdk.initialize().then(({ isSuccess }) => contact(isSuccess));
  const flush = setInterval(() => void sdk.flushEvents(), FLUSH_MS).unref();
  return {
    ready,
    evaluate: (user, { isReported } = { isReported: true }) =>
      answerOf(sdk.getDynamicConfig(user, REGION_CONFIG, { disableExposureLogging: !isReported })),
    gate: (name, user, { isReported } = { isReported: true }) =>
      gateAnswerOf(sdk.getFeatureGate(user, name, { disableExposureLogging: !isReported })),
    close: async () => {
      isClosed = true;
      clearInterval(flush);
      sdk.unsubscribeAll();
      await sdk.shutdown();
    },
  };
}

/** A region, or a cell of one, as the user that rules are matched against. */
export function regionUser(target: {
  /** Its userID; where `custom` says no region, that of the region, too. */
  region: string;
  environment: string;
  custom: Readonly<Record<string, string>>;
}): StatsigUser {
  const { region, environment, custom } = target;
  return new StatsigUser({
    userID: region,
    custom: { region, ...custom },
    statsigEnvironment: { tier: environment },
  });
}

function sdkOptions({ api, initTimeoutMs = INIT_TIMEOUT_MS }: StatsigClientOptions) {
  const common: StatsigOptions = {
    outputLogLevel: 'none',
    initTimeoutMs,
    disableCountryLookup: true,
  };
  // The real service is what the SDK knows by itself.
  if (api === null) return common;
  const url = api.replace(/\/$/, '');
  const specsUrl = `${url}/v2/download_config_specs`;
  const push = {
    adapterType: 'network_grpc_websocket',
    specsUrl: url,
    initTimeoutMs,
    authenticationMode: 'none',
  } as const;
  return {
    ...common,
    specsUrl,
    logEventUrl: `${url}/v1/log_event`,
    idListsUrl: `${url}/v1/get_id_lists`,
    enableIdLists: true,
    specAdaptersConfig: [push, { adapterType: 'network_http', specsUrl, initTimeoutMs }],
  } satisfies StatsigOptions;
}

function answerOf({ value, ruleID, details }: DynamicConfig): StatsigAnswer {
  return { value, ruleID, ...qualityOf(details), version: details.version ?? null };
}

function gateAnswerOf({ value, details }: FeatureGate): GateAnswer {
  return { value, ...qualityOf(details) };
}

function qualityOf({
  reason,
  lcut = 0,
}: DynamicConfig['details']): Pick<StatsigAnswer, 'outcome' | 'reason' | 'specsTimeMs'> {
  return { outcome: outcomeOf(reason), reason, specsTimeMs: lcut > 0 ? lcut : null };
}

function outcomeOf(reason: string): StatsigAnswer['outcome'] {
  if (/NoValues|Uninitialized|Loading/.test(reason)) return 'no-specs';
  if (reason.endsWith(':Unrecognized')) return 'unknown';
  return reason.endsWith(':Recognized') ? 'good' : 'broken';
}
