import type { Guardrail } from '../definition/definition.ts';
import type { PrometheusLimit } from '../definition/guardrail-schema.ts';
import { isUsage, metricsIn, parseGuardCheck } from '../definition/guard-check.ts';

/** What has to be measured for a guardrail. */
export interface Needs {
  requests: boolean;
  /** CPU or memory of replicas. */
  usage: boolean;
  /** A Prometheus server is asked; left out: none. */
  prometheus?: PrometheusLimit;
}

export function needsOf({ check, comparison, prometheus }: Guardrail): Needs {
  if (prometheus !== undefined) return { requests: false, usage: false, prometheus };
  if (comparison !== undefined) return { requests: true, usage: false };
  const metrics = metricsIn(parseGuardCheck(check)).map(({ metric }) => metric);
  return { requests: !metrics.every(isUsage), usage: metrics.some(isUsage) };
}
