import type { ConfigSource } from '../../core/definition/definition.ts';
import type { SourceName } from './source-view.ts';

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
    ? "Decisions statsig: Statsig's official server SDK, from the real service (STATSIG_SERVER_KEY is set)."
    : DECISIONS[choice.source];
  return choice.configSource === 'statsig'
    ? [decisions, 'Config statsig: regions ask the SDK themselves; another colour needs no update.']
    : [decisions];
}
