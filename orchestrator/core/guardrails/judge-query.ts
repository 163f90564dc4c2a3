import type { Guardrail } from '../definition/definition.ts';
import { formatDuration } from '../definition/duration.ts';
import type { PrometheusLimit } from '../definition/guardrail-schema.ts';
import type { GuardVerdict, Judgement } from '../pipeline/records.ts';

/** What a Prometheus server answered to a query. */
export interface QueryAnswer extends Pick<PrometheusLimit, 'url' | 'query'> {
  /** Real time. */
  atMs: number;
  /** Null: there is no number. */
  value: number | null;
  /** Why not. */
  problem: string | null;
}

/**
 * The verdict of a guardrail on the answers since the phase is watched: the last one decides. It passes only after a whole window,
 * and neither passes nor breaches where there is no number.
 */
export function judgeQuery(
  { windowMs }: Pick<Guardrail, 'windowMs'>,
  { url, query, max }: PrometheusLimit,
  { answers, sinceMs, nowMs }: { answers: readonly QueryAnswer[]; sinceMs: number; nowMs: number },
): Judgement {
  const ours = answers.filter(
    (answer) => answer.url === url && answer.query === query && answer.atMs >= sinceMs,
  );
  const last = ours.at(-1);
  const value = last?.value ?? null;
  const numbers = { value, baseline: null, limit: max, samples: ours.length };
  const verdictOf = (verdict: GuardVerdict, text: string) => ({ ...numbers, verdict, text });
  if (last === undefined) return verdictOf('pending', `${url} is being asked`);
  if (value === null) {
    return verdictOf('errored', `it cannot be judged: ${last.problem ?? 'there is no number'}`);
  }
  const said = `${query} is ${value}`;
  if (value > max) return verdictOf('breached', `${said} > ${max}, says ${url}`);
  return nowMs - sinceMs >= windowMs
    ? verdictOf('passing', `${said} <= ${max}, says ${url}`)
    : verdictOf('pending', `${said} <= ${max}; it is asked for ${formatDuration(windowMs)} first`);
}
