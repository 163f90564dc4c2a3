import { describe, expect, it } from 'vitest';
import { seededRandom } from '../../../../../orchestrator/core/comparison/seeded-random.ts';
import { subjectsOf } from '../../../../../orchestrator/core/definition/cells.ts';
import type { Definition } from '../../../../../orchestrator/core/definition/definition.ts';
import { parseDefinition } from '../../../../../orchestrator/core/definition/parse.ts';
import { decide } from '../../../../../orchestrator/core/evaluation/decide.ts';
import {
  judgedEvent,
  judgePhase,
  watchedPhase,
} from '../../../../../orchestrator/core/guardrails/judge-phase.ts';
import {
  BUCKET_MS,
  type MeasuredBucket,
} from '../../../../../orchestrator/core/guardrails/measured.ts';
import { verdictOf } from '../../../../../orchestrator/core/pipeline/guardrails.ts';
import { startStory } from '../../../../support/story.ts';

const RUNS = 100;
const STEP_MS = 6 * 60_000;

/** A region whose release goes over two steps, of which the first is guarded by a comparison. */
const definitionOf = (metric: string, window: string) =>
  parseDefinition(
    `
environments: [{ name: production }]
regions: [{ name: us-west1, environment: production, port: 4401 }]
dynamicConfigs: [{ name: colorteller, pipeline: p, defaultValue: { color: blue } }]
pipelines:
  - name: p
    steps: [10, 100]
    phases:
      - name: us-west1
        timeInterval: ${STEP_MS}ms
        rules: [{ conditions: [{ type: custom_field, field: region, operator: any, targetValue: [us-west1] }] }]
        guardrails: [{ name: worse, metric: ${metric}, noWorseThan: baseline, window: ${window} }]
`,
    'colorteller.yaml',
  );

interface Answers {
  /** Of each version, 0 to 1. */
  errorRate: number;
  /** The mean of an exponential distribution. */
  delayMs: number;
}

interface Canary {
  definition: Definition;
  old: Answers;
  fresh: Answers;
  /** To the whole region. */
  ratePerSecond: number;
}

/** Plays the first step on a simulated clock; says whether its guardrail stopped the release before the second. */
function isStopped({ definition, old, fresh, ratePerSecond }: Canary, seed: number): boolean {
  const story = startStory(definition, 0).changes('purple');
  const random = seededRandom(seed);
  const buckets: MeasuredBucket[] = [];
  for (let nowMs = BUCKET_MS; nowMs <= STEP_MS; nowMs += BUCKET_MS) {
    for (const subject of subjectsOf(definition.regions)) {
      const version = decide(story.state(), 'colorteller', subject)?.configVersion ?? 0;
      const answers = version === story.release().to.configVersion ? fresh : old;
      const requests = Math.floor(
        ratePerSecond * (BUCKET_MS / 1_000) * (subject.cell?.share ?? 1) + random(),
      );
      const each = Array.from({ length: requests });
      buckets.push({
        region: subject.name,
        configVersion: String(version),
        color: null,
        fromMs: nowMs - BUCKET_MS,
        requests,
        errors: each.filter(() => random() < answers.errorRate).length,
        latenciesMs: each.map(() => -answers.delayMs * Math.log(1 - random())),
      });
    }
    story.at(nowMs);
    for (const watched of watchedPhase(story.release())) {
      const measured = { buckets, baseline: [], sinceMs: 0, nowMs };
      for (const [index, [, judgement]] of judgePhase(definition, watched, measured).entries()) {
        const judged = watched.guardrails[index]!;
        if (verdictOf(judged) === judgement.verdict) continue;
        story.does(judgedEvent(watched, judged.guardrail, judgement));
      }
    }
    if (story.status() === 'ABORTED') return true;
  }
  story.passes(STEP_MS);
  expect(story.release().stage, `seed ${seed}`).toMatchObject({ kind: 'baking', phaseIndex: 1 });
  return false;
}

/** The seeds of the runs that were stopped. */
function stopped(canary: Canary): number[] {
  return Array.from({ length: RUNS }, (_, index) => index + 1).filter((seed) =>
    isStopped(canary, seed),
  );
}

const USUAL = { errorRate: 0.005, delayMs: 20 };
const WORSE = { errorRate: 0.03, delayMs: 50 };

/** Of {@link RUNS}: how many may be stopped for nothing, and how many have to be for a reason. */
const [MOST, LEAST] = [5, 95];

describe.each([
  { metric: 'error-rate', window: '5m', ratePerSecond: 30 },
  { metric: 'latency', window: '1m', ratePerSecond: 10 },
] as const)('a canary compared by its $metric with what runs beside it, at each look', (by) => {
  const canary = { ...by, definition: definitionOf(by.metric, by.window) };

  it(`is stopped in at most ${MOST} of ${RUNS} runs where it is no worse`, () => {
    const seeds = stopped({ ...canary, old: USUAL, fresh: USUAL });
    expect(seeds.length, `seeds ${seeds.join(', ')}`).toBeLessThanOrEqual(MOST);
  });

  it(`is stopped before the second step in at least ${LEAST} of ${RUNS} runs where it is worse`, () => {
    const seeds = stopped({ ...canary, old: USUAL, fresh: WORSE });
    expect(seeds.length, `seeds ${seeds.join(', ')}`).toBeGreaterThanOrEqual(LEAST);
  });
});
