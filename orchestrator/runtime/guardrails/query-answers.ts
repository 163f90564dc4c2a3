import { BUCKET_MS } from '../../core/guardrails/measured.ts';
import type { QueryAnswer } from '../../core/guardrails/judge-query.ts';
import type { Clock } from '../../common/clock.ts';
import type { AskPrometheus, PrometheusQuery } from '../observation/prometheus.ts';

/** What Prometheus servers answer to the queries of guardrails, while somebody asks for it. */
export interface QueryAnswers {
  /** Asks these where the last answers are as old as a bucket is long, without waiting; forgets those of all others. */
  keepUp(queries: readonly PrometheusQuery[]): void;
  /** Oldest first. */
  answers(): readonly QueryAnswer[];
  /** Stops, and forgets all. */
  forget(): void;
}

/** Of each query; the last one decides. */
const KEPT = 100;

export function createQueryAnswers(ask: AskPrometheus, clock: Clock): QueryAnswers {
  let answers: QueryAnswer[] = [];
  let stopping = new AbortController();
  const askedMs = new Map<string, number>();

  const askOne = async ({ url, query }: PrometheusQuery): Promise<void> => {
    const { signal } = stopping;
    const { value, problem } = await ask({ url, query }, signal);
    if (!signal.aborted) answers.push({ ...{ url, query, value, problem }, atMs: clock.nowMs() });
  };

  return {
    keepUp: (queries) => {
      const nowMs = clock.nowMs();
      const wanted = new Map(queries.map((query) => [keyOf(query), query]));
      for (const key of askedMs.keys()) if (!wanted.has(key)) askedMs.delete(key);
      answers = answers.filter((answer) => wanted.has(keyOf(answer))).slice(-KEPT * wanted.size);
      for (const [key, query] of wanted) {
        if (nowMs - (askedMs.get(key) ?? -Infinity) < BUCKET_MS) continue;
        askedMs.set(key, nowMs);
        void askOne(query);
      }
    },
    answers: () => answers,
    forget: () => {
      stopping.abort();
      stopping = new AbortController();
      answers = [];
      askedMs.clear();
    },
  };
}

function keyOf({ url, query }: PrometheusQuery): string {
  return JSON.stringify([url, query]);
}
