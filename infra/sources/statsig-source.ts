import type { StatsigUser } from '@statsig/statsig-node-core';
import { AppError } from '../../orchestrator/common/errors/app-error.ts';
import { parseRuleId } from '../../services/colorteller/rule-id.ts';
import {
  openStatsig,
  regionUser,
  type StatsigAnswer,
} from '../../services/colorteller/statsig-client.ts';
import type {
  DecisionSource,
  RegionDecision,
  RegionTarget,
} from '../../orchestrator/ports/decision-source.ts';

/** Where the SDK gets its specs: from a control plane of ours, or, for a key alone, from the real service. */
export interface StatsigSourceOptions {
  key: string;
  /** Address of our control plane; null: the real service. */
  url: string | null;
  /** Default 3 s. */
  initTimeoutMs?: number;
  /** `time` that the specs must have reached before a decision counts; read at each. Default: any time. */
  requiredSpecsTimeMs?: () => number;
  /** How long to wait for that before the last good decision is given all the same. Default 2 s. */
  timeoutMs?: number;
  /** Called when decisions may have changed: whenever the real service's did, or after a stale one was given. */
  onChange?: () => void;
}

/** The state of a source's specs. */
export interface SourceStatus {
  /** `time` of the specs that decisions come from; null before the first. */
  specsTimeMs: number | null;
  /** The source is out of reach, or its specs are older than required: the last good ones stay in use. */
  isStale: boolean;
  /** Since when, real time; null while it is not. */
  staleSinceMs: number | null;
}

export interface StatsigSource extends DecisionSource {
  status: () => SourceStatus;
  /** Sends what is left to report, and ends. */
  close: () => Promise<void>;
}

const TIMEOUT_MS = 2_000;

/**
 * Decisions by Statsig's official server SDK, pushed to it. It holds the last good specs in memory, so that decisions go
 * on while the source is away; before the first specs there are none.
 */
export function createStatsigSource(options: StatsigSourceOptions): StatsigSource {
  const listeners = new Set<() => void>();
  let lostSinceMs: number | null = null;
  let behindSinceMs: number | null = null;
  const client = openStatsig({
    serverKey: options.key,
    api: options.url,
    ...(options.initTimeoutMs === undefined ? {} : { initTimeoutMs: options.initTimeoutMs }),
    onSpecs: () => {
      for (const listener of listeners) listener();
    },
    onContact: (sinceMs) => (lostSinceMs = sinceMs),
  });
  const users = new Map<string, StatsigUser>();
  let gaveStale = false;
  listeners.add(() => {
    if (options.url !== null && !gaveStale) return;
    gaveStale = false;
    options.onChange?.();
  });
  const requiredSpecsTimeMs = options.requiredSpecsTimeMs ?? (() => 0);
  const emptyUser = regionUser({ region: '', environment: '', custom: {} });
  const isBehind = ({ specsTimeMs }: Pick<StatsigAnswer, 'specsTimeMs'>) =>
    (specsTimeMs ?? 0) < requiredSpecsTimeMs();
  /** Asks again until the specs are those that are required, for a while. */
  const current = async <Answer extends Pick<StatsigAnswer, 'specsTimeMs'>>(
    ask: () => Answer,
  ): Promise<Answer> => {
    await client.ready;
    let found = ask();
    if (isBehind(found)) {
      await nextUpdate(listeners, options.timeoutMs ?? TIMEOUT_MS, () => {
        found = ask();
        return !isBehind(found);
      });
    }
    return found;
  };

  return {
    decide: async (target) => {
      const found = await current(() => client.evaluate(userOf(users, target)));
      const decision = decisionOf(found, options.url);
      gaveStale ||= isBehind(found);
      return decision;
    },
    gate: async (name, target) => {
      const found = await current(() => client.gate(name, userOf(users, target)));
      assertGood(found, options.url, `gate "${name}"`);
      gaveStale ||= isBehind(found);
      return found.value;
    },
    status: () => {
      const found = client.evaluate(emptyUser, { isReported: false });
      behindSinceMs = isBehind(found) ? (behindSinceMs ?? Date.now()) : null;
      const staleSinceMs = lostSinceMs ?? behindSinceMs;
      return { specsTimeMs: found.specsTimeMs, isStale: staleSinceMs !== null, staleSinceMs };
    },
    close: async () => {
      listeners.clear();
      await client.close();
    },
  };
}

/** Building a user is the slowest part of an evaluation. */
function userOf(users: Map<string, StatsigUser>, target: RegionTarget): StatsigUser {
  const key = JSON.stringify(target);
  const cached = users.get(key);
  if (cached !== undefined) return cached;
  const user = regionUser(target);
  users.set(key, user);
  return user;
}

/** @throws AppError DECISION_SOURCE_UNAVAILABLE, UNKNOWN_CONFIG, INTERNAL */
function decisionOf(answer: StatsigAnswer, url: string | null): RegionDecision {
  assertGood(answer, url, 'dynamic config "colorteller"');
  const { value, ruleID, version } = answer;
  const origin = parseRuleId(ruleID);
  return {
    value,
    configVersion: origin?.configVersion ?? version ?? 1,
    release: origin?.release ?? null,
  };
}

/** @throws AppError DECISION_SOURCE_UNAVAILABLE, UNKNOWN_CONFIG, INTERNAL */
function assertGood(
  { outcome, reason }: Pick<StatsigAnswer, 'outcome' | 'reason'>,
  url: string | null,
  what: string,
): void {
  const where = url ?? 'the Statsig service (STATSIG_SERVER_KEY is set)';
  switch (outcome) {
    case 'no-specs':
      throw new AppError('DECISION_SOURCE_UNAVAILABLE', `no specs have come from ${where} yet`, {
        action:
          url === null
            ? 'Check that this machine reaches it and that STATSIG_SERVER_KEY is a server key of it; it is tried again. To decide here: unset STATSIG_SERVER_KEY, then start again.'
            : 'Check that it is reached and that the server key is right; it is tried again.',
        details: { reason },
        retryable: true,
      });
    case 'unknown':
      throw new AppError('UNKNOWN_CONFIG', `${where} has no ${what}`, {
        action: what.startsWith('gate')
          ? 'Create it there.'
          : `Create it there with a value such as { "color": "blue" }.`,
      });
    case 'broken':
      throw new AppError('INTERNAL', `the SDK cannot evaluate ${what} (${reason})`);
    case 'good':
      return;
  }
}

/** Waits until an update satisfies the condition, or the timeout ends. */
function nextUpdate(
  listeners: Set<() => void>,
  timeoutMs: number,
  isEnough: () => boolean,
): Promise<void> {
  return new Promise((resolve) => {
    const end = () => {
      clearTimeout(timer);
      listeners.delete(poll);
      resolve();
    };
    const poll = () => {
      if (isEnough()) end();
    };
    const timer = setTimeout(end, timeoutMs);
    listeners.add(poll);
    // The update may have come before the listener was added.
    poll();
  });
}
