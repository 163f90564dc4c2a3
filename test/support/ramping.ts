import type { Definition, Ramp } from '../../orchestrator/core/definition/definition.ts';
import { parseDefinition } from '../../orchestrator/core/definition/parse.ts';
import type { PipelineState } from '../../orchestrator/core/pipeline/state.ts';
import { fileWith } from './targeting.ts';

/** A workspace whose gate "sparkle" ramps for everyone. */
export function rampingFile(ramp = '{ steps: [1, 10, 50, 100], every: 1d }', further = ''): string {
  return fileWith(`
gates:
  - name: sparkle
    rules: [{ name: everyone, ramp: ${ramp} }]${further}
`);
}

export function ramping(ramp?: string): Definition {
  return parseDefinition(rampingFile(ramp), 'w.yaml');
}

/** The definition with another ramp of "sparkle". */
export function withRamp(definition: Definition, ramp: Ramp): Definition {
  const passPercentage = ramp.steps[0] ?? 0;
  return withSparkle(definition, (gate) => ({
    ...gate,
    rules: gate.rules.map((rule) => ({ ...rule, ramp, passPercentage })),
  }));
}

/** The definition with "sparkle" enabled or disabled. */
export function withSwitch(definition: Definition, enabled: boolean): Definition {
  return withSparkle(definition, (gate) => ({ ...gate, enabled }));
}

type Gate = Definition['gates'][number];

function withSparkle(definition: Definition, change: (gate: Gate) => Gate): Definition {
  const gates = definition.gates.map((gate) => (gate.name === 'sparkle' ? change(gate) : gate));
  return { ...definition, gates };
}

/** The percentage of the rule of "sparkle" in the version that everyone has. */
export function percentageOf({ configs }: PipelineState): number | undefined {
  return configs['sparkle']?.current.rules[0]?.passPercentage;
}
