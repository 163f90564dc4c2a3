import { OFREPProvider } from '@openfeature/ofrep-provider';
import {
  ErrorCode,
  OpenFeature,
  type EvaluationDetails,
  type FlagValue,
  type JsonObject,
} from '@openfeature/server-sdk';
import { AppError } from '../../orchestrator/common/errors/app-error.ts';
import type {
  DecisionSource,
  RegionDecision,
  RegionTarget,
} from '../../orchestrator/ports/decision-source.ts';

export interface OpenFeatureSourceOptions {
  /** Of the server that speaks OFREP, such as `http://127.0.0.1:4400`. */
  url: string;
  /** The key that evaluates flags there. */
  key: string;
  /** The flag whose value regions read. */
  flag: string;
  /** Deadline for one answer, in milliseconds. Default 10 000. */
  timeoutMs?: number;
}

/** A source of OpenFeature that is attached. */
export interface OpenFeatureSource extends DecisionSource {
  /** Since when no question was answered, real time; null when the last one was. */
  staleSinceMs: () => number | null;
}

let sources = 0;

/**
 * Decisions from any server that speaks the OpenFeature Remote Evaluation Protocol, by OpenFeature's own SDK. The SDK
 * answers a default when it has no answer; that is refused here, so that an update never runs on a made-up value.
 */
export async function createOpenFeatureSource({
  url,
  key,
  flag,
  timeoutMs = 10_000,
}: OpenFeatureSourceOptions): Promise<OpenFeatureSource> {
  // The SDK keeps providers by domain in one place for the whole process.
  const domain = `colorteller-${++sources}`;
  const provider = new OFREPProvider({
    baseUrl: url,
    headers: [['Authorization', `Bearer ${key}`]],
    fetchImplementation: (request: Request) =>
      fetch(request, { signal: AbortSignal.timeout(timeoutMs) }),
  });
  await OpenFeature.setProviderAndWait(domain, provider);
  const client = OpenFeature.getClient(domain);
  let staleSinceMs: number | null = null;
  const good = <Value extends FlagValue>(
    details: EvaluationDetails<Value>,
    name: string,
  ): EvaluationDetails<Value> => {
    if (details.errorCode !== undefined) {
      staleSinceMs ??= Date.now();
      throw failure(details, url, name);
    }
    staleSinceMs = null;
    return details;
  };
  return {
    decide: async (target) => {
      const details = await client.getObjectDetails<JsonObject>(flag, {}, contextOf(target));
      return decisionOf(good(details, flag), flag);
    },
    gate: async (name, target) =>
      good(await client.getBooleanDetails(name, false, contextOf(target)), name).value,
    staleSinceMs: () => staleSinceMs,
  };
}

function contextOf({ region, environment, custom }: RegionTarget) {
  return { ...custom, targetingKey: region, environment };
}

function decisionOf(
  { value, flagMetadata }: EvaluationDetails<JsonObject>,
  flag: string,
): RegionDecision {
  const { configVersion, release } = flagMetadata;
  if (typeof configVersion !== 'number') {
    throw new AppError('INTERNAL', `flag "${flag}" came without the version of its value`, {
      action:
        'Use a server that sends configVersion in the metadata of a flag, as ColorTeller does.',
    });
  }
  return { value, configVersion, release: typeof release === 'string' ? release : null };
}

function failure(
  { errorCode, errorMessage = 'it gave no reason' }: EvaluationDetails<FlagValue>,
  url: string,
  flag: string,
): AppError {
  const details = { url, flag, errorCode };
  if (errorCode === ErrorCode.FLAG_NOT_FOUND) {
    return new AppError('UNKNOWN_CONFIG', `${url} has no flag "${flag}"`, { details });
  }
  return new AppError(
    errorCode === ErrorCode.GENERAL ? 'DECISION_SOURCE_UNAVAILABLE' : 'BAD_INPUT',
    `${url} gives no value of "${flag}": ${errorMessage}`,
    {
      action: 'Check the address and the key, and that the orchestrator runs.',
      details,
      retryable: errorCode === ErrorCode.GENERAL,
    },
  );
}
