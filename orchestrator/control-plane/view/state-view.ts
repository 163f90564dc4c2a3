import { own } from '../../common/own.ts';
import type {
  ConfigSource,
  ConfigValue,
  Definition,
  Pipeline,
  Region,
} from '../../core/definition/definition.ts';
import type { Decision } from '../../core/evaluation/decide.ts';
import { decidedSince } from '../../core/evaluation/decided-since.ts';
import type { Evaluation, Evaluator } from '../../core/evaluation/evaluator.ts';
import type { LoopHeartbeat } from '../../runtime/loop/loop.ts';
import type { StackLoopStatus } from '../../runtime/loop/stack-worker.ts';
import type { PublisherStatus } from '../../integrations/gitops/publisher.ts';
import { REGION_CONFIG } from '../../core/definition/region-config-name.ts';
import type { PlanSummary } from '../../runtime/plan/plan.ts';
import { replicaUrls } from '../../runtime/observation/observer.ts';
import { latestReleases } from '../../core/pipeline/release-history.ts';
import type {
  ConfigState,
  Hold,
  PipelineState,
  RegionStatus,
  StackStatus,
} from '../../core/pipeline/state.ts';
import { regionUser } from '../../core/targeting/user.ts';
import type { SourceView } from '../../runtime/sources/start-decision-source.ts';
import type { ClockView } from '../../runtime/time/pipeline-time.ts';
import type { FaultView } from './fault-view.ts';
import { releaseView, type ReleaseView } from './release-view.ts';
import { nextWakeUpMs } from '../../core/pipeline/advance.ts';

/** What this orchestrator deploys with, and why. */
export interface Tooling {
  engine: 'pulumi' | 'embedded';
  runtime: 'docker' | 'process';
  provider: 'own' | 'stock';
  reasons: string[];
}

export interface RegionView extends RegionStatus {
  name: string;
  environment: string;
  stack: string | null;
  /** Address of its first container or process. */
  url: string;
  /** Addresses of all of them. */
  urls: readonly string[];
  /** What the pipeline says the region should have now, and why. */
  decided: (Decision & { value: ConfigValue }) | null;
  /** Since when; null where none of the latest releases changed it. */
  decidedAtMs: number | null;
  /**
   * Whether an update delivers its colour (`file`), or its services ask Statsig's SDK. What they answer is then also what is
   * applied: nobody else applies anything.
   */
  configSource: ConfigSource;
  /** True when decided, applied and answered are one version. */
  isSettled: boolean;
  /** Since when it does not answer the decided version: the beginning of its wrong-colour time; null while it does. */
  wrongSinceMs: number | null;
}

/** Everything a client shows: the answer of `GET /api/state`. */
export interface StateView {
  nowMs: number;
  clock: ClockView;
  /** Sequence number of the last event in the log. */
  seq: number;
  workspace: string;
  /** Null where nothing is deployed, so that nobody knows. */
  tooling: Tooling | null;
  /** Where manifests are committed to, and how that goes; null where the definition names no repository. */
  gitops: PublisherStatus | null;
  /** The last plan of a phase that was asked for, while it holds; null where there is none. */
  plan: PlanSummary | null;
  /** Null where nothing is asked. */
  source: SourceView | null;
  configs: Record<string, ConfigState>;
  pipelines: readonly Pipeline[];
  /** What may not be reached until a person lifts it. */
  holds: readonly Hold[];
  /** What goes wrong on demand. */
  faults: readonly FaultView[];
  /** The active ones and the latest of the others, oldest first. */
  releases: ReleaseView[];
  /** Why the workspace file as it is now is not in effect; null when it is. */
  definitionProblem: string | null;
  regions: RegionView[];
  /** What the loop is doing, beside its stacks; null where none runs. */
  loop: LoopHeartbeat | null;
  stacks: (StackStatus & {
    name: string;
    regions: readonly string[];
    loop: StackLoopStatus | null;
  })[];
}

export interface StateViewInput {
  nowMs: number;
  clock: Pick<ClockView, 'kind' | 'speed' | 'isPaused'>;
  seq: number;
  workspace: string;
  /** Null where nothing is deployed, so that nobody knows. */
  tooling: Tooling | null;
  gitops?: PublisherStatus | null;
  plan?: PlanSummary | null;
  /** Default: none. */
  faults?: readonly FaultView[];
  source: SourceView | null;
  /** Default: as the definition says. */
  configSourceOf?: (region: Region) => ConfigSource;
  definition: Definition;
  evaluator: Evaluator;
  definitionProblem: string | null;
  state: PipelineState;
  loop: Readonly<Record<string, StackLoopStatus>>;
  /** Null where no loop runs. */
  pulse: LoopHeartbeat | null;
}

/** How many finished releases a view tells of; the log has them all. */
const SHOWN_RELEASES = 50;

/** The view of a moment, as a pure function of the log's state and what the loop is doing. */
export function stateView(input: StateViewInput): StateView {
  const { definition, evaluator, state, loop, nowMs, seq, workspace, tooling } = input;
  const context = { definition, state };
  const moment = { nowMs, configs: state };
  const releases = latestReleases(state, SHOWN_RELEASES);
  const regionReleases = releases.filter(({ config }) => config === REGION_CONFIG);
  return {
    nowMs,
    clock: { ...input.clock, nowMs, nextEventMs: nextWakeUpMs(context) ?? null },
    seq,
    workspace,
    tooling,
    gitops: input.gitops ?? null,
    plan: input.plan ?? null,
    source: input.source,
    configs: { ...state.configs },
    pipelines: definition.pipelines,
    holds: state.holds,
    faults: input.faults ?? [],
    definitionProblem: input.definitionProblem,
    releases: releases.map((release) => releaseView(context, release, nowMs)),
    regions: definition.regions.flatMap((region): RegionView[] => {
      const recorded = own(state.regions, region.name);
      if (recorded === undefined) return [];
      const configSource = input.configSourceOf?.(region) ?? region.configSource ?? 'file';
      const status = configSource === 'file' ? recorded : appliedByItself(recorded);
      const user = regionUser(region);
      const decided = decidedOf(evaluator.config(REGION_CONFIG, user, moment));
      const decidedAtMs = decidedSince(regionReleases, user);
      const stack = definition.stacks.find(({ regions }) => regions.includes(region.name));
      const urls = replicaUrls(region);
      return [
        {
          ...status,
          name: region.name,
          environment: region.environment,
          stack: stack?.name ?? null,
          url: urls[0] ?? '',
          urls,
          decided,
          decidedAtMs,
          configSource,
          isSettled: isSettled(decided, status),
          wrongSinceMs: wrongSince(decided, decidedAtMs, status),
        },
      ];
    }),
    loop: input.pulse,
    stacks: definition.stacks.flatMap(({ name, regions }) => {
      const status = own(state.stacks, name);
      return status === undefined ? [] : [{ name, regions, ...status, loop: loop[name] ?? null }];
    }),
  };
}

/** What a region that asks for its config itself answers is what was applied. */
function appliedByItself({ answered, answeredAtMs, ...status }: RegionStatus): RegionStatus {
  const heard = { ...status, answered, answeredAtMs };
  if (answered === null) return { ...heard, applied: null, appliedAtMs: null };
  const { color, configVersion, release } = answered;
  return { ...heard, applied: { color, configVersion, release }, appliedAtMs: answeredAtMs };
}

function decidedOf(evaluation: Evaluation<ConfigValue> | undefined): RegionView['decided'] {
  return evaluation === undefined ? null : { ...evaluation.decision, value: evaluation.value };
}

function isSettled(decided: Decision | null, { applied, answered }: RegionStatus): boolean {
  const version = decided?.configVersion;
  return applied?.configVersion === version && answered?.configVersion === version;
}

/** A region that was never asked, as it is not deployed yet, is not wrong. */
function wrongSince(
  decided: Decision | null,
  decidedAtMs: number | null,
  { answered, answeredAtMs }: RegionStatus,
): number | null {
  if (answeredAtMs === null || answered?.configVersion === decided?.configVersion) return null;
  return Math.max(answeredAtMs, decidedAtMs ?? 0);
}
