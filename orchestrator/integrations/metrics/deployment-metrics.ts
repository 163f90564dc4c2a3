import { own } from '../../common/own.ts';
import { Counter, Gauge, Histogram, Registry } from 'prom-client';
import type { WebhookStatus } from '../alerts/webhook-status.ts';
import { followPhases, pendingAt } from '../alerts/derive/pending-phases.ts';
import { regionOf, subjectsOf } from '../../core/definition/cells.ts';
import type { Definition } from '../../core/definition/definition.ts';
import type { Evaluator } from '../../core/evaluation/evaluator.ts';
import type { StackLoopStatus } from '../../runtime/loop/loop-view.ts';
import { findRelease } from '../../core/pipeline/release-history.ts';
import { activeReleases, releaseStatus, type ReleaseStatus } from '../../core/pipeline/release.ts';
import {
  followWrongTime,
  openWrongTime,
  wrongMsAt,
  followPeopleTime,
  type PeopleTime,
} from './measure/wrong-time.ts';
import type { Context, PipelineState } from '../../core/pipeline/state.ts';
import type { PipelineEvent, StoredEvent } from '../../core/pipeline/event.ts';

export interface DeploymentMetricsOptions {
  present: () => Context;
  evaluatorOf: (definition: Definition) => Evaluator;
  /** Pipeline time, the unit of all durations here. */
  nowMs: () => number;
  lastSeq: () => number;
  loop: () => Readonly<Record<string, StackLoopStatus>>;
  webhooks: () => readonly WebhookStatus[];
}

/** Metrics of releases and regions. Counters begin at 0 at each start, as Prometheus allows. */
export interface DeploymentMetrics {
  registry: Registry;
  /** To be called after each event, in their order. */
  onEvent(stored: StoredEvent): void;
}

const STATUSES: readonly ReleaseStatus[] = [
  'WAITING_FOR_REVIEW',
  'IN_PROGRESS',
  'PAUSED',
  'COMPLETED',
  'ABORTED',
];

export function createDeploymentMetrics(options: DeploymentMetricsOptions): DeploymentMetrics {
  const { present, evaluatorOf, nowMs } = options;
  const registry = new Registry();
  const registers = [registry];
  const rollouts = new Histogram({
    name: 'colorteller_phase_rollout_seconds',
    help: 'From the start of a phase until all its regions answered, by pipeline; pipeline time.',
    labelNames: ['pipeline'],
    buckets: [0.5, 1, 2.5, 5, 10, 30, 60, 120, 300, 600, 1800, 3600],
    registers,
  });
  let current = present();
  let pending: ReturnType<typeof followPhases>['pending'] = pendingAt(current);
  let wrong = openWrongTime(current, evaluatorOf(current.definition), nowMs());
  let people: PeopleTime = { untilMs: nowMs(), waitedMs: {} };

  new Counter({
    name: 'colorteller_people_wait_seconds_total',
    help: 'Time that releases waited for an approval, or paused, since the start, by pipeline; pipeline time.',
    labelNames: ['pipeline'],
    registers,
    collect() {
      this.reset();
      for (const { name } of current.definition.pipelines) this.inc({ pipeline: name }, 0);
      const { waitedMs } = followPeopleTime(people, current.state, nowMs());
      for (const [pipeline, ms] of Object.entries(waitedMs)) this.inc({ pipeline }, ms / 1000);
    },
  });
  new Counter({
    name: 'colorteller_region_wrong_seconds_total',
    help: 'Time since the start in which a region did not answer the decided version, or not at all; pipeline time.',
    labelNames: ['region', 'stack'],
    registers,
    collect() {
      this.reset();
      const stackOf = stacksByRegion(current.definition);
      for (const [region, account] of wrong) {
        const labels = { region, stack: stackOf(regionOf(region)) };
        this.inc(labels, wrongMsAt(account, nowMs()) / 1000);
      }
    },
  });
  const countVerdict = countVerdicts(registers);
  registerStateGauges(registers, () => current);
  registerShellGauges(registers, options);

  return {
    registry,
    onEvent: ({ event }) => {
      const before = current;
      current = present();
      const { atMs } = event;
      countVerdict(event, current.state);
      people = followPeopleTime(people, before.state, atMs);
      wrong = followWrongTime(wrong, before, current, event, evaluatorOf(current.definition));
      const followed = followPhases(pending, before.state, current);
      ({ pending } = followed);
      for (const { pipeline, startedAtMs } of followed.live) {
        rollouts.observe({ pipeline }, (atMs - startedAtMs) / 1000);
      }
    },
  };
}

/** Gauges of the current state. */
function registerStateGauges(registers: Registry[], present: () => Context): void {
  new Gauge({
    name: 'colorteller_regions',
    help: 'Regions by stack and the colour that they answer; none for those that do not.',
    labelNames: ['stack', 'color'],
    registers,
    collect() {
      this.reset();
      const { definition, state } = present();
      const stackOf = stacksByRegion(definition);
      for (const { name: stack } of definition.stacks) this.set({ stack, color: 'none' }, 0);
      for (const { name } of subjectsOf(definition.regions)) {
        const color = own(state.regions, name)?.answered?.color ?? 'none';
        this.inc({ stack: stackOf(regionOf(name)), color });
      }
    },
  });
  new Gauge({
    name: 'colorteller_releases',
    help: 'Releases in the log by status.',
    labelNames: ['status'],
    registers,
    collect() {
      this.reset();
      for (const status of STATUSES) this.set({ status: labelOf(status) }, 0);
      const { state } = present();
      const { completed, aborted } = state.finishedCounts;
      this.set({ status: labelOf('COMPLETED') }, completed);
      this.set({ status: labelOf('ABORTED') }, aborted);
      for (const release of activeReleases(state)) {
        this.inc({ status: labelOf(releaseStatus(release)) });
      }
    },
  });
  new Gauge({
    name: 'colorteller_active_releases',
    help: 'Releases that have not ended.',
    registers,
    collect() {
      this.set(activeReleases(present().state).length);
    },
  });
}

/** The stack of each region; empty for one that no stack deploys. */
function stacksByRegion({ stacks }: Context['definition']): (region: string) => string {
  const byRegion = new Map(
    stacks.flatMap(({ name, regions }) => regions.map((one) => [one, name])),
  );
  return (region) => byRegion.get(region) ?? '';
}

/** Metrics from outside the state. */
function registerShellGauges(registers: Registry[], options: DeploymentMetricsOptions): void {
  new Gauge({
    name: 'colorteller_log_last_seq',
    help: 'Number of the last event in the log.',
    registers,
    collect() {
      this.set(options.lastSeq());
    },
  });
  new Gauge({
    name: 'colorteller_loop_last_turn_timestamp_seconds',
    help: 'When the loop last ended an update of any stack, real time; 0 before the first.',
    registers,
    collect() {
      const turns = Object.values(options.loop()).map(({ lastTurnAtMs }) => lastTurnAtMs ?? 0);
      this.set(Math.max(0, ...turns) / 1000);
    },
  });
  new Counter({
    name: 'colorteller_webhook_deliveries_total',
    help: 'Tries to deliver to webhooks since the start by result; given_up: alerts that will not be delivered.',
    labelNames: ['webhook', 'result'],
    registers,
    collect() {
      this.reset();
      for (const { name: webhook, delivered, failedTries, givenUp } of options.webhooks()) {
        this.inc({ webhook, result: 'delivered' }, delivered);
        this.inc({ webhook, result: 'failed' }, failedTries);
        this.inc({ webhook, result: 'given_up' }, givenUp);
      }
    },
  });
}

function labelOf(status: ReleaseStatus): string {
  return status.toLowerCase();
}

/** Counts the verdicts of guardrails. Returns a function to call after each event. */
function countVerdicts(
  registers: Registry[],
): (event: PipelineEvent, state: PipelineState) => void {
  const verdicts = new Counter({
    name: 'colorteller_guardrail_verdicts_total',
    help: 'How often the verdict of a guardrail became another since the start, by the new verdict.',
    labelNames: ['pipeline', 'phase', 'guardrail', 'verdict'],
    registers,
  });
  return (event, state) => {
    if (event.type !== 'guardrail-judged') return;
    const { phase, guardrail, verdict } = event;
    const pipeline = findRelease(state, event.release)?.pipeline ?? '';
    verdicts.inc({ pipeline, phase, guardrail, verdict });
  };
}
