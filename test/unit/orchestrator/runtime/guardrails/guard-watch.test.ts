import { afterEach, describe, expect, it } from 'vitest';
import type { Guardrail } from '../../../../../orchestrator/core/definition/definition.ts';
import {
  startGuardWatch,
  type GuardWatch,
} from '../../../../../orchestrator/runtime/guardrails/guard-watch.ts';
import { withLiveNumbers } from '../../../../../orchestrator/runtime/guardrails/live-numbers.ts';
import type { AskPrometheus } from '../../../../../orchestrator/runtime/observation/prometheus.ts';
import type { ReplicaMetrics } from '../../../../../orchestrator/runtime/observation/replica-metrics.ts';
import type { UnstampedEvent } from '../../../../../orchestrator/core/pipeline/event.ts';
import { createFakeClock } from '../../../../support/fakes/fake-clock.ts';
import { guardrail } from '../../../../support/guardrail.ts';
import { recordedMeasurements, type Answers } from '../../../../support/measured-buckets.ts';
import { startStory, type Story } from '../../../../support/story.ts';
import { withConfigs, withPhases } from '../../../../support/walkthrough.ts';

const SLOWER = 'p95 <= baseline.p95 * 2';
const watches: GuardWatch[] = [];

afterEach(async () => {
  await Promise.all(watches.splice(0).map((watch) => watch.stop()));
});

/** A release whose first phase is live, watched by a clock and measurements that a test steers. */
function watched(
  change: Partial<Guardrail>,
  {
    config = 'colorteller',
    intervalMs = 0,
    submit,
    readReplica = () => Promise.reject(new Error('nothing needs it')),
    askPrometheus = () => Promise.reject(new Error('nothing needs it')),
  }: {
    config?: string;
    intervalMs?: number;
    submit?: () => Promise<never>;
    readReplica?: ReplicaMetrics;
    askPrometheus?: AskPrometheus;
  } = {},
) {
  const guardrails = [guardrail('error-rate <= 2%', change)];
  const phases = [
    { review: false, intervalMs, guardrails },
    { review: false, intervalMs, guardrails },
  ];
  const story = startStory(withConfigs(withPhases(phases), ['banner'])).changes('purple', config);
  const clock = createFakeClock(1_000_000);
  const { record, measurements } = recordedMeasurements();
  const submitted: UnstampedEvent[] = [];
  const failures: unknown[] = [];
  const watch = startGuardWatch({
    interpreter: {
      definition: () => story.definition(),
      state: () => story.state(),
      submit: async (event) => {
        if (submit !== undefined) return submit();
        const made = typeof event === 'function' ? event(contextOf(story)) : event;
        submitted.push(made);
        story.does(made);
        return Promise.resolve({ seq: submitted.length, event: story.log().at(-1)! });
      },
    },
    measurements,
    readReplica,
    askPrometheus,
    clock,
    onFailure: (error) => failures.push(error),
  });
  watches.push(watch);
  return {
    story,
    submitted,
    failures,
    /** Records answers of now and lets the watch poll so often, one second after the other. */
    polls: async (times: number, ...answers: Answers[]) => {
      for (const one of answers) record({ region: 'region-0', fromMs: clock.nowMs(), ...one });
      for (let n = 0; n < times; n++) await clock.advance(1_000);
    },
    shown: () =>
      withLiveNumbers(story.state(), watch.live()).activeReleases['rel-1']?.records[0]
        ?.guardrails?.['errors'],
  };
}

function contextOf(story: Story) {
  return { definition: story.definition(), state: story.state() };
}

describe('the watch over guardrails', () => {
  it('submits a verdict only when it changes', async () => {
    const { polls, submitted } = watched({ onBreach: 'hold' });
    await polls(1);
    await polls(3, { requests: 100, errors: 30 });
    await polls(3, { requests: 10_000 });
    expect(submitted).toMatchObject([
      { phase: 'phase-0', guardrail: 'errors', verdict: 'breached', samples: 100 },
      { phase: 'phase-0', guardrail: 'errors', verdict: 'passing', samples: 10_100 },
    ]);
  });

  it('shows current numbers between two verdicts', async () => {
    const { polls, shown } = watched({});
    await polls(1);
    expect(shown()).toMatchObject({ verdict: 'pending', text: '0 of 50 samples' });
    await polls(1, { requests: 12 });
    expect(shown()).toMatchObject({ verdict: 'pending', samples: 12, text: '12 of 50 samples' });
  });

  it('counts only the new version in the regions that were released', async () => {
    const { polls, shown } = watched({});
    await polls(1);
    await polls(1, { version: 1 }, { region: 'region-1' }, { requests: 7 });
    expect(shown()).toMatchObject({ samples: 7 });
  });

  it('counts for a phase only measurements since it is live', async () => {
    const { polls, submitted, story } = watched({});
    await polls(1);
    await polls(2, { requests: 500 });
    expect(story.release().stage).toMatchObject({ kind: 'baking', phaseIndex: 1 });
    expect(submitted).toHaveLength(1);
    await polls(3);
    expect(submitted).toHaveLength(1);
    await polls(1, { requests: 500 });
    expect(story.status()).toBe('COMPLETED');
  });

  it('counts measurements within its window', async () => {
    const { polls, submitted } = watched({ onBreach: 'hold', windowMs: 10_000 });
    await polls(1);
    await polls(10, { requests: 100, errors: 30 });
    await polls(1, { requests: 100 });
    expect(submitted).toMatchObject([{ verdict: 'breached' }, { verdict: 'passing' }]);
  });

  it('keeps the baseline of a release when the old version answers nowhere any more', async () => {
    const { polls, submitted } = watched({ check: SLOWER, onBreach: 'hold' });
    await polls(1, { version: 1, latencyMs: 10, fromMs: 999_000 });
    await polls(400);
    await polls(1, { latencyMs: 90 });
    expect(submitted.at(-1)).toMatchObject({ verdict: 'breached', baseline: 10, limit: 20 });
  });

  it('compares with what runs the old version at the same time, and says with how much confidence', async () => {
    const comparison = { metric: 'error-rate', confidence: 0.95 } as const;
    const { polls, submitted, shown } = watched({ comparison, onBreach: 'hold' });
    await polls(1);
    await polls(
      8,
      { requests: 500, errors: 100 },
      { region: 'region-1', version: 1, requests: 500 },
    );
    expect(submitted).toEqual([]);
    await polls(2);
    expect(submitted).toMatchObject([
      { verdict: 'breached', comparison: { look: 1, samples: 500, regions: ['region-1'] } },
    ]);
    expect(shown()).toMatchObject({ comparison: { needed: 0.95 } });
  });

  it('cannot judge without measurements for a whole window', async () => {
    const { polls, submitted } = watched({});
    await polls(60);
    expect(submitted).toEqual([]);
    await polls(2);
    expect(submitted).toMatchObject([{ verdict: 'errored' }]);
  });

  it('cannot judge a config that regions do not answer', async () => {
    const { polls, submitted } = watched({}, { config: 'banner' });
    await polls(1, { requests: 500 });
    expect(submitted).toMatchObject([
      {
        verdict: 'errored',
        text: 'it cannot be judged: only answers to "colorteller" are measured',
      },
    ]);
  });

  it('judges memory and CPU by what replicas say every five seconds, after a whole window', async () => {
    let reads = 0;
    const readReplica = () => {
      reads += 1;
      // Half a core.
      return Promise.resolve({ cpuSeconds: reads * 1.25, memoryBytes: 3e8, problem: null });
    };
    const check = 'cpu <= 60% and memory <= 200MB';
    const { polls, submitted, shown, story } = watched({ check }, { readReplica });
    story.does({
      ...{ type: 'region-observed', region: 'region-0', problem: null },
      answer: { color: 'purple', configVersion: 2, release: 'rel-1', instance: 'one' },
    });
    await polls(3);
    expect([reads, shown()?.text]).toEqual([2, 'replicas are measured for 1m first']);
    await polls(59);
    expect(submitted).toMatchObject([
      { verdict: 'breached', text: 'memory 300MB > 200MB (12 readings in 1m)', samples: 12 },
    ]);
  });

  it('judges the number of a Prometheus server, which it asks every five seconds, for a config of any name', async () => {
    const asked: string[] = [];
    const said = { value: 3 as number | null, problem: null as string | null };
    const askPrometheus: AskPrometheus = ({ url, query }) => {
      asked.push(`${url} ${query}`);
      return Promise.resolve({ ...said });
    };
    const prometheus = { url: 'http://prom:9090', query: 'sum(up)', max: 5 };
    const change = { check: 'sum(up) <= 5', prometheus, onBreach: 'hold' } as const;
    const { polls, submitted, shown } = watched(change, { askPrometheus, config: 'banner' });
    await polls(1);
    expect(shown()?.text).toBe('http://prom:9090 is being asked');
    await polls(9);
    expect(asked).toEqual(['http://prom:9090 sum(up)', 'http://prom:9090 sum(up)']);
    expect(shown()?.text).toBe('sum(up) is 3 <= 5; it is asked for 1m first');
    await polls(51);
    Object.assign(said, { value: null, problem: 'http://prom:9090 has no data for the query' });
    await polls(7);
    Object.assign(said, { value: 7, problem: null });
    await polls(7);
    expect(submitted).toMatchObject([
      { verdict: 'passing', value: 3, limit: 5, text: 'sum(up) is 3 <= 5, says http://prom:9090' },
      {
        verdict: 'errored',
        text: 'it cannot be judged: http://prom:9090 has no data for the query',
      },
      { verdict: 'breached', value: 7, text: 'sum(up) is 7 > 5, says http://prom:9090' },
    ]);
  });

  it('marks the verdict of a dry run', async () => {
    const { polls, submitted, story } = watched({ dryRun: true }, { intervalMs: 1_000 });
    await polls(1);
    await polls(1, { errors: 50 });
    expect(submitted).toMatchObject([{ verdict: 'breached', isDryRun: true }]);
    expect(story.status()).toBe('IN_PROGRESS');
  });

  it('submits a verdict again at the next poll if it could not be recorded', async () => {
    let tries = 0;
    const fail = () => {
      tries += 1;
      return Promise.reject(new Error('disk full'));
    };
    const { polls, failures } = watched({}, { submit: fail });
    await polls(1);
    await polls(3, { requests: 100 });
    expect([tries, failures.length]).toEqual([3, 3]);
  });
});
