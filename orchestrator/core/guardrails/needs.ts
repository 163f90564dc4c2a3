import type { Guardrail } from '../definition/definition.ts';
import { isUsage, metricsIn, parseGuardCheck } from '../definition/guard-check.ts';

/** What has to be measured for a guardrail. */
export interface Needs {
  requests: boolean;
  /** CPU or memory of replicas. */
  usage: boolean;
}

export function needsOf({ check, comparison }: Guardrail): Needs {
  if (comparison !== undefined) return { requests: true, usage: false };
  const metrics = metricsIn(parseGuardCheck(check)).map(({ metric }) => metric);
  return { requests: !metrics.every(isUsage), usage: metrics.some(isUsage) };
}
