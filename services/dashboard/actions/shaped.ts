import type { Fault, RequestedFaultSpec } from '../../../orchestrator/core/definition/fault.ts';

/** Whose answers a pair of sliders shapes. */
export interface Shaped {
  kind: 'region' | 'color';
  name: string;
}

/** How its answers are shaped. */
export interface Shape {
  /** How late they are, 0 to 2,000 ms. */
  latencyMs: number;
  /** Of them: errors, 0 to 100. */
  errorPercent: number;
}

/** The faults that a slider sets go by these names, so that it finds its own again. */
export function sliderName(what: keyof Shape, { kind, name }: Shaped): string {
  return `${what === 'latencyMs' ? 'latency' : 'errors'} of ${kind} ${name}`;
}

/** What the sliders have set. */
export function shapeOf(faults: readonly Fault[], shaped: Shaped): Shape {
  const find = (what: keyof Shape) => faults.find(({ name }) => name === sliderName(what, shaped));
  return {
    latencyMs: find('latencyMs')?.durationMs ?? 0,
    errorPercent: Math.round((find('errorPercent')?.probability ?? 0) * 100),
  };
}

/** The fault for a position of a slider; undefined at its beginning, where there is none. */
export function faultOf(
  what: keyof Shape,
  shaped: Shaped,
  value: number,
): RequestedFaultSpec | undefined {
  if (value <= 0) return undefined;
  const where = shaped.kind === 'region' ? { region: shaped.name } : { color: shaped.name };
  const named = { name: sliderName(what, shaped), ...where };
  return what === 'latencyMs'
    ? { kind: 'slow', ...named, every: 1, durationMs: value }
    : { kind: 'erroring', ...named, probability: value / 100 };
}
