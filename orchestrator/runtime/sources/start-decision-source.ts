import type { DecisionSource } from '../../ports/decision-source.ts';
import type { SourceName, SourceView } from './source-view.ts';
import { REGION_CONFIG } from '../../core/definition/region-config-name.ts';
import type { ConfigSource } from '../../core/definition/definition.ts';

/** A source that is attached. */
export interface StartedSource extends DecisionSource {
  view: () => SourceView;
  close: () => Promise<void>;
}

export interface StartSourceOptions {
  source: SourceName;
  /** Address of our control plane. */
  url: string;
  /** A server key of the real Statsig service: it decides then, whatever the source; null for ours. */
  statsigServerKey: string | null;
  /** A server key of our control plane. */
  ownServerKey: string;
  /** The key that evaluates flags there. */
  evaluationKey: string;
  inProcess: DecisionSource;
  /** `time` of the specs that our control plane serves. */
  specsTimeMs: () => number;
  /** Decisions may have changed. */
  onChange: () => void;
}

/** Starts the source of decisions. SDKs are loaded only where they are used; that of Statsig is a native module. */
export async function startDecisionSource(options: StartSourceOptions): Promise<StartedSource> {
  if (options.statsigServerKey !== null || options.source === 'statsig') return statsig(options);
  if (options.source === 'openfeature') return openFeature(options);
  return {
    ...options.inProcess,
    view: () => ({ name: 'in-process', specsTimeMs: null, isStale: false, staleSinceMs: null }),
    close: () => Promise.resolve(),
  };
}

async function statsig(options: StartSourceOptions): Promise<StartedSource> {
  const { createStatsigSource } = await import('../../../infra/sources/statsig-source.ts');
  const { url, statsigServerKey, ownServerKey, onChange, specsTimeMs } = options;
  const source = createStatsigSource(
    statsigServerKey === null
      ? { key: ownServerKey, url, requiredSpecsTimeMs: specsTimeMs, onChange }
      : { key: statsigServerKey, url: null, onChange },
  );
  return { ...source, view: () => ({ name: 'statsig', ...source.status() }) };
}

async function openFeature({ url, evaluationKey }: StartSourceOptions): Promise<StartedSource> {
  const { createOpenFeatureSource } = await import('../../../infra/sources/openfeature-source.ts');
  const source = await createOpenFeatureSource({ url, key: evaluationKey, flag: REGION_CONFIG });
  return {
    ...source,
    // It holds no connection open.
    close: () => Promise.resolve(),
    view: () => {
      const staleSinceMs = source.staleSinceMs();
      return {
        name: 'openfeature',
        specsTimeMs: null,
        isStale: staleSinceMs !== null,
        staleSinceMs,
      };
    },
  };
}

const DECISIONS: Record<SourceName, string> = {
  statsig: "Decisions statsig: Statsig's official server SDK, pushed to by this orchestrator.",
  openfeature: "Decisions openfeature: OpenFeature's SDK, by OFREP from this orchestrator.",
  'in-process': 'Decisions in-process: a call within this process, by no SDK.',
};

/** One sentence for each choice about decisions. */
export function sourceReasons(choice: {
  source: SourceName;
  isReal: boolean;
  configSource: ConfigSource | null;
}): string[] {
  const decisions = choice.isReal
    ? "Decisions statsig: Statsig's official server SDK, from the real service, because STATSIG_SERVER_KEY is set; to decide here: unset STATSIG_SERVER_KEY, then start again."
    : DECISIONS[choice.source];
  return choice.configSource === 'statsig'
    ? [decisions, 'Config statsig: regions ask the SDK themselves; another colour needs no update.']
    : [decisions];
}
