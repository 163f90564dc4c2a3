import { parseAnswerFault } from '../../orchestrator/core/comparison/answer-fault.ts';
import { compare } from '../../orchestrator/core/comparison/compare.ts';
import type { Comparison } from '../../orchestrator/core/comparison/comparison.ts';
import {
  contendersOf,
  USUAL_FOR_MS,
  usualTraffic,
} from '../../orchestrator/core/comparison/contenders.ts';
import type { TrafficModel } from '../../orchestrator/core/comparison/simulated-traffic.ts';
import type { ConfigValue } from '../../orchestrator/core/definition/definition.ts';
import { DEFAULT_FAULT_SEED } from '../../orchestrator/core/definition/fault.ts';
import { REGION_CONFIG } from '../../orchestrator/core/definition/region-config-name.ts';
import { AppError } from '../../orchestrator/common/errors/app-error.ts';
import type { ControlClient } from '../cli/client/control-client.ts';
import { readDuration } from './timeouts.ts';

/** What is played through each pipeline; defaults as those of `colorteller compare`. */
export interface ComparisonOptions {
  /** Keys that the change sets: `{ color: 'purple' }`. */
  change: ConfigValue;
  /** Faults that the change brings, such as `erroring@3%`. */
  faults?: readonly string[];
  config?: string;
  seed?: number;
  /** Such as `10m`. */
  approveAfter?: string;
  noticeAfter?: string;
  for?: string;
  traffic?: Partial<TrafficModel>;
}

/** Compares pipelines of the definition that is in effect, in memory. */
export async function comparePipelines(
  client: ControlClient,
  pipelines: readonly string[],
  options: ComparisonOptions,
): Promise<Comparison> {
  const { change, faults = [], config = REGION_CONFIG, seed = DEFAULT_FAULT_SEED } = options;
  const { nowMs } = await client.state();
  const definition = (await client.events(0))
    .flatMap(({ event }) => (event.type === 'definition-changed' ? [event.definition] : []))
    .at(-1);
  if (definition === undefined) {
    throw new AppError('BAD_INPUT', 'no definition is in effect', {
      action: 'Wait until the orchestrator has read its workspace file.',
    });
  }
  const duration = (text: string | undefined) => (text === undefined ? null : readDuration(text));
  return compare({
    contenders: contendersOf(definition, pipelines, config),
    config,
    change,
    startMs: nowMs,
    approveAfterMs: duration(options.approveAfter),
    noticeAfterMs: duration(options.noticeAfter),
    faults: faults.map((text) => parseAnswerFault(text, seed)),
    forMs: duration(options.for) ?? USUAL_FOR_MS,
    seed,
    traffic: { ...usualTraffic(definition), ...options.traffic },
  });
}
