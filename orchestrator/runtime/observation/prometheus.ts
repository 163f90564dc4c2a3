import { jsonOf } from '../../common/readable.ts';
import { z } from 'zod';
import { withTimeout } from '../../common/with-deadline.ts';
import type { PrometheusLimit } from '../../core/definition/guardrail-schema.ts';
import { PROBE_TIMEOUT_MS, reasonOf } from './region-probe.ts';

export type PrometheusQuery = Pick<PrometheusLimit, 'url' | 'query'>;

/** Port: asks a Prometheus server for one number, which is null where there is none, and why. It never rejects. */
export type AskPrometheus = (
  query: PrometheusQuery,
  signal: AbortSignal,
) => Promise<{ value: number | null; problem: string | null }>;

/** An answer with one number is far smaller. */
const MOST_BYTES = 1_000_000;

const sampleSchema = z.tuple([z.number(), z.string()]);

/** @see https://prometheus.io/docs/prometheus/latest/querying/api/ */
const answerSchema = z.union([
  z.object({ status: z.literal('error'), error: z.string() }),
  z.object({
    status: z.literal('success'),
    data: z.discriminatedUnion('resultType', [
      z.object({ resultType: z.literal('scalar'), result: sampleSchema }),
      z.object({
        resultType: z.literal('vector'),
        result: z.array(z.object({ value: sampleSchema })),
      }),
    ]),
  }),
]);

/** By HTTP: `GET URL/api/v1/query`. */
export const httpPrometheus: AskPrometheus = ({ url, query }, signal) =>
  withTimeout(PROBE_TIMEOUT_MS, signal, async (end, isLate) => {
    const none = (problem: string) => ({ value: null, problem: `${url} ${problem}` });
    try {
      const address = `${url}/api/v1/query?query=${encodeURIComponent(query)}`;
      const response = await fetch(address, { signal: end, redirect: 'manual' });
      const text = await textOf(response);
      if (text === undefined) return none('answers with too much');
      const parsed = answerSchema.safeParse(jsonOf(text));
      if (!parsed.success) {
        return none(
          response.ok
            ? 'answers with something else than one number'
            : `answers with status ${response.status}`,
        );
      }
      if (parsed.data.status === 'error') return none(`refuses the query: ${parsed.data.error}`);
      const { data } = parsed.data;
      const samples = data.resultType === 'scalar' ? [data.result] : data.result.map(valueOf);
      const [first, ...others] = samples;
      if (first === undefined) return none('has no data for the query');
      if (others.length > 0) {
        return none(`answers with ${samples.length} numbers; let the query have one, by sum() say`);
      }
      const value = Number(first[1]);
      return Number.isFinite(value) ? { value, problem: null } : none(`answers with ${first[1]}`);
    } catch (error) {
      const reason = isLate() ? `no answer in ${PROBE_TIMEOUT_MS} ms` : reasonOf(error);
      return none(`does not answer (${reason})`);
    }
  });

function valueOf({ value }: { value: z.infer<typeof sampleSchema> }) {
  return value;
}

/** Undefined where it is too long. */
async function textOf({
  body,
}: {
  body: ReadableStream<Uint8Array> | null;
}): Promise<string | undefined> {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  const reader = body?.getReader();
  for (;;) {
    const { value } = (await reader?.read()) ?? {};
    if (value === undefined) return Buffer.concat(chunks).toString('utf8');
    bytes += value.length;
    chunks.push(value);
    if (bytes <= MOST_BYTES) continue;
    await reader?.cancel();
    return undefined;
  }
}
