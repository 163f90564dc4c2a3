import { z } from 'zod';
import { durationSchema } from './duration.ts';
import { GUARD_METRICS, parseGuardCheck } from './guard-check.ts';
import { nameSchema } from './name-schema.ts';

const SECOND_MS = 1_000;

/** Requests are counted in buckets of this length. */
const SHORTEST_WINDOW_MS = 5 * SECOND_MS;

/** Measured numbers are stored no longer. */
const LONGEST_WINDOW_MS = 5 * 60 * SECOND_MS;

const DEFAULT_WINDOW_MS = 60 * SECOND_MS;
const DEFAULT_MINIMUM_SAMPLES = 50;
const DEFAULT_CONFIDENCE = 0.95;

/** What is compared with the old version; a rank test compares all latencies, no percentile of them. */
const COMPARED_METRICS = ['error-rate', 'latency'] as const;

const windowSchema = durationSchema.refine(
  (ms) => ms >= SHORTEST_WINDOW_MS && ms <= LONGEST_WINDOW_MS,
  'a window must be 5s to 5m long',
);

/** What must hold of the answers of a live phase. */
export interface Guardrail {
  name: string;
  /** What must hold; with a comparison in words, else an expression. */
  check: string;
  /** A statistical test against the old version takes the place of the expression. */
  comparison?: GuardComparison;
  /** The answer of a Prometheus server takes the place of what is measured. */
  prometheus?: PrometheusLimit;
  windowMs: number;
  minimumSamples: number;
  onBreach: 'abort' | 'pause' | 'hold';
  onError: 'hold' | 'continue';
  dryRun: boolean;
}

interface GuardComparison {
  metric: (typeof COMPARED_METRICS)[number];
  /** Of a breach, 0 to 1, over all looks together. */
  confidence: number;
}

/** A query of a Prometheus server, and the largest answer that is allowed. */
export interface PrometheusLimit {
  /** Such as `http://127.0.0.1:9090`, without an ending slash. */
  url: string;
  query: string;
  max: number;
}

const prometheusSchema = z
  .strictObject({
    url: z
      .url({ protocol: /^https?$/, error: 'an address such as http://127.0.0.1:9090' })
      .refine(
        (text) => !/^https?:\/\/[^/]*@/.test(text),
        'an address without a password: this file is not the place for one',
      )
      .transform((text) => text.replace(/\/+$/, ''))
      .describe('Address of the server, such as http://127.0.0.1:9090.'),
    query: z
      .string()
      .trim()
      .min(1)
      .max(2_000)
      .describe('The query, whose answer is one number.')
      .meta({ examples: ['sum(rate(errors_total[1m]))'] }),
  })
  .describe('Asks a Prometheus server for one number, every five seconds, in place of measuring.');

const guardrailSchema = z
  .strictObject({
    name: nameSchema,
    metric: z
      .enum([...GUARD_METRICS, 'latency'])
      .optional()
      .describe('The metric that may not exceed max; error-rate or latency with noWorseThan.'),
    max: z
      .union([z.string(), z.number()])
      .optional()
      .describe(
        'Its limit: a share of requests for error-rate, a share of a core for cpu, an amount as in 200MB for memory, a number for prometheus, a duration for the others.',
      )
      .meta({ examples: ['2%', '250ms', '200MB'] }),
    check: z
      .string()
      .max(300)
      .optional()
      .describe(
        'An expression instead of metric and max, over the new version and, as baseline., the old one.',
      )
      .meta({ examples: ['p95 <= baseline.p95 * 1.5 + 20'] }),
    noWorseThan: z
      .literal('baseline')
      .optional()
      .describe(
        'Compares the metric with what still runs the old version, at the same time, by a statistical test.',
      ),
    confidence: z
      .number()
      .min(0.5)
      .max(0.9999)
      .optional()
      .describe(
        'How sure a breach of noWorseThan has to be, all looks of the phase together. Default: 0.95.',
      ),
    prometheus: prometheusSchema.optional(),
    window: windowSchema
      .default(DEFAULT_WINDOW_MS)
      .describe('The time window of what is measured, in real time. Default: 1m.'),
    minimumSamples: z
      .int()
      .min(1)
      .max(1_000_000)
      .default(DEFAULT_MINIMUM_SAMPLES)
      .describe(
        'With fewer requests of the new version in the window the guardrail is not judged; of cpu, memory and prometheus the whole window counts instead.',
      ),
    onBreach: z
      .enum(['abort', 'pause', 'hold'])
      .default('abort')
      .describe('What a breach does; hold: the phase does not end during the breach.'),
    onError: z
      .enum(['hold', 'continue'])
      .default('hold')
      .describe('What the phase does when the guardrail cannot be judged.'),
    dryRun: z.boolean().default(false).describe('Only reports the verdict, without effect.'),
  })
  .transform((written, context): Guardrail => {
    const { metric, max, check, noWorseThan, confidence, prometheus, window, ...rest } = written;
    const refuse = (key: string, message: string) => {
      context.addIssue({ code: 'custom', path: [key], message });
      return z.NEVER;
    };
    if (prometheus !== undefined) {
      const others = [metric, check, noWorseThan, confidence];
      if (typeof max !== 'number' || others.some((way) => way !== undefined)) {
        return refuse('prometheus', 'beside prometheus a guardrail has its max alone, a number');
      }
      const text = `${prometheus.query} <= ${max}`;
      return { ...rest, check: text, prometheus: { ...prometheus, max }, windowMs: window };
    }
    const ways = [max, check, noWorseThan].filter((way) => way !== undefined);
    if (ways.length !== 1 || (metric === undefined) !== (check !== undefined)) {
      return refuse(
        'name',
        'a guardrail has either a metric and its max, or a check, or a metric and noWorseThan, or prometheus and its max',
      );
    }
    if (confidence !== undefined && noWorseThan === undefined) {
      return refuse('confidence', 'only a guardrail with noWorseThan has a confidence');
    }
    if (noWorseThan === undefined) {
      if (metric === 'latency') {
        const percentiles = 'a limit is one of a percentile: write p50, p95 or p99';
        return refuse('metric', `latency goes with noWorseThan: baseline; ${percentiles}`);
      }
      const limited = check ?? `${metric ?? ''} <= ${max ?? ''}`;
      const problem = problemOf(limited);
      return problem === undefined
        ? { ...rest, check: limited, windowMs: window }
        : refuse(check === undefined ? 'max' : 'check', `"${limited}": ${problem}`);
    }
    const compared = COMPARED_METRICS.find((candidate) => candidate === metric);
    if (compared === undefined) {
      const allowed = COMPARED_METRICS.join(' or ');
      return refuse(
        'metric',
        `noWorseThan compares ${allowed}, not ${metric ?? ''}: latency has all percentiles in it`,
      );
    }
    const comparison = { metric: compared, confidence: confidence ?? DEFAULT_CONFIDENCE };
    const text = `${compared} no worse than ${noWorseThan}`;
    return { ...rest, check: text, comparison, windowMs: window };
  });

export const guardrailsSchema = z
  .array(guardrailSchema)
  .min(1)
  .max(20)
  .superRefine((guardrails, context) => {
    guardrails.forEach(({ name }, index) => {
      if (guardrails.findIndex((other) => other.name === name) === index) return;
      const message = `"${name}" is used twice; names are unique`;
      context.addIssue({ code: 'custom', path: [index, 'name'], message });
    });
  });

function problemOf(check: string): string | undefined {
  try {
    parseGuardCheck(check);
    return undefined;
  } catch (error) {
    if (error instanceof SyntaxError) return error.message;
    throw error;
  }
}
