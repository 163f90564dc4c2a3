import type { Fault, RequestedFaultSpec } from '../../../orchestrator/core/definition/fault.ts';

/** The target of a pair of sliders. */
export interface Shaped {
  kind: 'region' | 'color';
  name: string;
}

/** The injected latency and errors. */
export interface Shape {
  /** 0 to 2,000. */
  latencyMs: number;
  /** Share of errors, 0 to 100. */
  errorPercent: number;
}

/** The name of the fault that a slider sets, by which it finds it again. */
export function sliderName(what: keyof Shape, { kind, name }: Shaped): string {
  return `${what === 'latencyMs' ? 'latency' : 'errors'} of ${kind} ${name}`;
}

/** The present values of the sliders. */
export function shapeOf(faults: readonly Fault[], shaped: Shaped): Shape {
  const find = (what: keyof Shape) => faults.find(({ name }) => name === sliderName(what, shaped));
  return {
    latencyMs: find('latencyMs')?.durationMs ?? 0,
    errorPercent: Math.round((find('errorPercent')?.probability ?? 0) * 100),
  };
}

/** The fault for a slider value; undefined at 0. */
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
