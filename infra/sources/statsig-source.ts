import {
  Statsig,
  StatsigUser,
  type EvaluationDetails,
  type StatsigOptions,
} from '@statsig/statsig-node-core';
import type { DecisionSource, RegionDecision, RegionTarget } from '../program/decision-source.ts';
import { AppError } from '../../orchestrator/errors/app-error.ts';
import { parseRuleId } from '../../orchestrator/specs/rule-id.ts';

/** The dynamic config that regions read. */
const REGION_CONFIG = 'colorteller';

/** Where the SDK gets its specs: from a control plane of ours, or, for a key alone, from the real service. */
export interface StatsigSourceOptions {
  key: string;
  /** Address of our control plane; null: the real service. */
  url: string | null;
  /** Default 3 s. */
  initTimeoutMs?: number;
  /** `time` that the specs must have reached before a decision counts; asked at each. Default: any will do. */
  wantedSpecsTimeMs?: () => number;
  /** How long to wait for that before the last good decision is given all the same. Default 2 s. */
  patienceMs?: number;
  /** Told when decisions may have changed: whenever the real service's did, or after a stale one was given. */
  onNews?: () => void;
}

/** What is known of a source's specs. */
export interface SourceStatus {
  /** `time` of the specs that decisions come from; null before the first. */
  specsTimeMs: number | null;
  /** They are older than what is wanted: the source is out of reach, and its last good word is kept. */
  isStale: boolean;
}

export interface StatsigSource extends DecisionSource {
  status: () => SourceStatus;
  /** Sends what is left to report, and ends. */
  close: () => Promise<void>;
}

const NOBODY = new StatsigUser({ userID: '' });

const INIT_TIMEOUT_MS = 3_000;
const PATIENCE_MS = 2_000;
/** A view of who has what should not wait for the SDK's own minute. */
const FLUSH_MS = 1_000;

/**
 * Decisions by Statsig's official server SDK, pushed to it. It holds the last good specs in memory, so that decisions go
 * on while the source is away; before the first specs there are none.
 */
export function createStatsigSource(options: StatsigSourceOptions): StatsigSource {
  const sdk = new Statsig(options.key, sdkOptions(options));
  const ready = sdk.initialize();
  const users = new Map<string, StatsigUser>();
  const listeners = new Set<() => void>();
  sdk.subscribe('specs_updated', () => {
    for (const listener of listeners) listener();
  });
  let gaveStale = false;
  listeners.add(() => {
    if (options.url !== null && !gaveStale) return;
    gaveStale = false;
    options.onNews?.();
  });
  const flush = setInterval(() => void sdk.flushEvents(), FLUSH_MS).unref();
  const wanted = options.wantedSpecsTimeMs ?? (() => 0);
  let specsTimeMs: number | null = null;

  const learn = ({ lcut = 0 }: EvaluationDetails) => {
    if (lcut > 0) specsTimeMs = lcut;
  };
  const ask = (target: RegionTarget) => {
    const found = sdk.getDynamicConfig(userOf(users, target), REGION_CONFIG);
    learn(found.details);
    return found;
  };
  const isStale = () => (specsTimeMs ?? 0) < wanted();

  return {
    decide: async (target) => {
      await ready;
      let found = ask(target);
      if (isStale()) {
        await nextUpdate(listeners, options.patienceMs ?? PATIENCE_MS, () => {
          found = ask(target);
          return !isStale();
        });
      }
      const decision = decisionOf(found, options.url);
      gaveStale ||= isStale();
      return decision;
    },
    status: () => {
      learn(sdk.getDynamicConfig(NOBODY, REGION_CONFIG, { disableExposureLogging: true }).details);
      return { specsTimeMs, isStale: isStale() };
    },
    close: async () => {
      clearInterval(flush);
      listeners.clear();
      sdk.unsubscribeAll();
      await sdk.shutdown();
    },
  };
}

function sdkOptions({
  url,
  initTimeoutMs = INIT_TIMEOUT_MS,
}: StatsigSourceOptions): StatsigOptions {
  const common: StatsigOptions = {
    outputLogLevel: 'none',
    initTimeoutMs,
    disableCountryLookup: true,
  };
  // The real service is what the SDK knows by itself.
  if (url === null) return common;
  const specsUrl = `${url}/v2/download_config_specs`;
  return {
    ...common,
    specsUrl,
    logEventUrl: `${url}/v1/log_event`,
    idListsUrl: `${url}/v1/get_id_lists`,
    enableIdLists: true,
    specAdaptersConfig: [
      {
        adapterType: 'network_grpc_websocket',
        specsUrl: url,
        initTimeoutMs,
        authenticationMode: 'none',
      },
      { adapterType: 'network_http', specsUrl, initTimeoutMs },
    ],
  };
}

/** Building a user is the dearest part of a question. */
function userOf(users: Map<string, StatsigUser>, target: RegionTarget): StatsigUser {
  const key = JSON.stringify(target);
  const known = users.get(key);
  if (known !== undefined) return known;
  const { region, environment, custom } = target;
  const user = new StatsigUser({
    userID: region,
    custom: { ...custom },
    statsigEnvironment: { tier: environment },
  });
  users.set(key, user);
  return user;
}

/** @throws AppError DECISION_SOURCE_UNAVAILABLE, UNKNOWN_CONFIG, INTERNAL */
function decisionOf(
  { value, ruleID, details }: ReturnType<Statsig['getDynamicConfig']>,
  url: string | null,
): RegionDecision {
  const where = url ?? 'the Statsig service';
  const { reason, version } = details;
  if (/NoValues|Uninitialized|Loading/.test(reason)) {
    throw new AppError('DECISION_SOURCE_UNAVAILABLE', `no specs have come from ${where} yet`, {
      action: 'Check that it is reached and that the server key is right; it is tried again.',
      details: { reason },
      retryable: true,
    });
  }
  if (reason.endsWith(':Unrecognized')) {
    throw new AppError('UNKNOWN_CONFIG', `${where} has no dynamic config "${REGION_CONFIG}"`, {
      action: `Create it there with a value such as { "color": "blue" }.`,
    });
  }
  if (!reason.endsWith(':Recognized')) {
    throw new AppError('INTERNAL', `the SDK cannot evaluate "${REGION_CONFIG}" (${reason})`);
  }
  const origin = parseRuleId(ruleID);
  return {
    value,
    configVersion: origin?.configVersion ?? version ?? 1,
    release: origin?.release ?? null,
  };
}

/** Waits until an update satisfies, or patience ends. */
function nextUpdate(
  listeners: Set<() => void>,
  patienceMs: number,
  isEnough: () => boolean,
): Promise<void> {
  return new Promise((resolve) => {
    const end = () => {
      clearTimeout(timer);
      listeners.delete(look);
      resolve();
    };
    const look = () => {
      if (isEnough()) end();
    };
    const timer = setTimeout(end, patienceMs);
    listeners.add(look);
    // It may have come between the question and this.
    look();
  });
}
