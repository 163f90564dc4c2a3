import fc from 'fast-check';
import type {
  ChangeWindow,
  Definition,
  Guardrail,
  RegionFailurePolicy,
  TimeoutOutcome,
} from '../../orchestrator/core/definition/definition.ts';
import type { GuardVerdict } from '../../orchestrator/core/pipeline/records.ts';
import { drawnFrom } from './drawn-from-number.ts';
import { guardrail } from './guardrail.ts';
import { pipelinesWith, withConfigs, withPhases } from './walkthrough.ts';

export interface PlannedPhase {
  approvers: number;
  intervalMs: number;
  timeoutMs: number | null;
  onTimeout: TimeoutOutcome;
  selfApproval: boolean;
  /** Null: it has no guardrail. */
  guard: PlannedGuard | null;
}

export type PlannedGuard = Pick<Guardrail, 'onBreach' | 'onError' | 'dryRun'>;

/** A random workspace: one pipeline that several configs share, a region a phase, and one region in none. */
export interface Plan {
  phases: readonly PlannedPhase[];
  /** How many configs. */
  configs: number;
  supersedes: boolean;
  windows: readonly ChangeWindow[];
  /** Whether the windows are those of the workspace, not of the pipeline. */
  isWorkspaceWide: boolean;
  /** What becomes of a phase whose regions do not answer for seven milliseconds. */
  onRegionFailure: RegionFailurePolicy;
  /** What the windows come to, for those who cannot read rules. */
  isClosed: (atMs: number) => boolean;
}

const KINDS = [
  'time',
  'time',
  'approve',
  'approve',
  'approve',
  'change',
  'change',
  'pause',
  'pause',
  'unpause',
  'unpause',
  'skip',
  'abort',
  'rollout',
  'rollback',
  'hold',
  'lift',
  'lift',
  'edit pipeline',
  'edit value',
  'answer',
  'answer',
  'answer',
  'silence',
  'deploy',
  'judge',
  'judge',
  'judge',
  'judge',
] as const;

/** One thing that somebody tries, and how long after the one before. */
export interface Step {
  waitMs: number;
  kind: (typeof KINDS)[number];
  config: number;
  actor: string;
  color: string;
  isAutomated: boolean;
  /** Names another phase than the current one. */
  isStale: boolean;
  /** The number of the release to go back to. */
  release: number;
  /** `everything`, `config 0`, `region 1`. */
  scope: string;
  /** The number of the region that answers, or is silent. */
  region: number;
  /** What a guardrail says; a stale one is of the phase before the current one. */
  verdict: GuardVerdict;
}

const once = (kind: ChangeWindow['kind'], fromMs: number, durationMs: number): ChangeWindow => ({
  name: `${kind} from ${fromMs}`,
  kind,
  rule: null,
  start: new Date(fromMs).toISOString().slice(0, -1),
  durationMs,
  timeZone: 'UTC',
});

/** A few, made once: working out a rule takes longer than a whole history. */
const WINDOWS: readonly Pick<Plan, 'windows' | 'isClosed'>[] = [
  { windows: [], isClosed: () => false },
  { windows: [], isClosed: () => false },
  {
    windows: [once('deny', 1_004, 8), once('deny', 1_020, 15)],
    isClosed: (ms) => (ms >= 1_004 && ms < 1_012) || (ms >= 1_020 && ms < 1_035),
  },
  {
    windows: [once('allow', 1_003, 20), once('allow', 1_040, 900), once('deny', 1_010, 4)],
    isClosed: (ms) =>
      ms < 1_003 || (ms >= 1_010 && ms < 1_014) || (ms >= 1_023 && ms < 1_040) || ms >= 1_940,
  },
];

/** How long regions may take to answer in every random history. */
export const ANSWER_WITHIN_MS = 7;

/** The moment at which every random history begins. */
export const HISTORY_START_MS = 1_000;

/** Without the usual bias towards the ends of the range, which would draw the same choice everywhere. */
const number = fc.noBias(fc.nat({ max: 2 ** 31 - 1 }));

const OUTCOMES = ['abort', 'skip', 'approve'] as const;

const plannedPhase = number.map((n): PlannedPhase => {
  const { item } = drawnFrom(n);
  const approvers = item([0, 1, 2, 1]);
  const intervalMs = item([0, 3, 9, 5]);
  const timeoutMs = approvers > 0 ? item([null, null, 6]) : null;
  return {
    approvers,
    intervalMs,
    timeoutMs,
    onTimeout: item(OUTCOMES),
    selfApproval: item([true, false]),
    guard: item([
      null,
      {
        onBreach: item(['abort', 'pause', 'hold', 'hold', 'hold']),
        onError: item(['hold', 'continue']),
        dryRun: item([false, false, false, true]),
      },
    ]),
  };
});

export const plan: fc.Arbitrary<Plan> = fc
  .tuple(fc.array(plannedPhase, { minLength: 1, maxLength: 4 }), number)
  .map(([phases, n]) => {
    const { index, item } = drawnFrom(n);
    return {
      phases,
      configs: 1 + index(3),
      supersedes: item([false, true]),
      ...item(WINDOWS),
      isWorkspaceWide: item([false, true]),
      onRegionFailure: item(['hold', 'continue', 'abort']),
    };
  });

export const history: fc.Arbitrary<Step[]> = fc.array(
  number.map((n): Step => {
    const { index, item } = drawnFrom(n);
    const kind = item(KINDS);
    return {
      kind,
      waitMs: item([0, 1, 2, 3, 4, 0, 12]),
      config: item([0, 0, 1, 2]),
      actor: item(['ann', 'bob', 'carl']),
      color: item(['purple', 'green', 'blue', 'red']),
      isAutomated: index(4) === 3,
      isStale: index(kind === 'judge' ? 2 : 8) === 1,
      release: 1 + index(6),
      scope: item(['everything', 'config 0', 'region 1', 'region 0', 'region 4']),
      region: index(5),
      verdict: item([
        'passing',
        'breached',
        'passing',
        'breached',
        'errored',
        'pending',
        'passing',
      ]),
    };
  }),
  { maxLength: 20 },
);

/** The steps as they are meant in a plan: with configs and regions that it has. */
export function within({ configs, phases }: Plan, steps: readonly Step[]): Step[] {
  return steps.map((step) => ({
    ...step,
    config: step.config % configs,
    scope: step.scope.replace('region 4', `region ${phases.length}`),
    region: step.region % (phases.length + 1),
  }));
}

/** The name of a config by its number. */
export function configName(config: number): string {
  return config === 0 ? 'colorteller' : `config-${config}`;
}

export function definitionOf(plan: Plan): Definition {
  const phases = plan.phases.map(
    ({ approvers, intervalMs, timeoutMs, onTimeout, selfApproval, guard }) => ({
      review: approvers > 0,
      minimumApprovals: Math.max(1, approvers),
      intervalMs,
      approvalTimeoutMs: timeoutMs,
      onApprovalTimeout: onTimeout,
      selfApproval,
      ...(guard === null ? {} : { guardrails: [guardrail('p95 <= 1s', guard)] }),
    }),
  );
  const further = Array.from({ length: plan.configs - 1 }, (_, n) => configName(n + 1));
  const definition = pipelinesWith(
    withConfigs(withPhases(phases, [`region-${phases.length}`]), further),
    {
      onChange: plan.supersedes ? 'supersede' : 'refuse',
      onRegionFailure: plan.onRegionFailure,
      answerWithinMs: ANSWER_WITHIN_MS,
      changeWindows: plan.isWorkspaceWide ? [] : plan.windows,
    },
  );
  return { ...definition, changeWindows: plan.isWorkspaceWide ? plan.windows : [] };
}
