import type { EditThatDeletes } from '../../runtime/interpreter/edit-that-deletes.ts';
import { own } from '../../common/own.ts';
import type {
  ConfigSource,
  ConfigValue,
  Definition,
  Region,
} from '../../core/definition/definition.ts';
import type { Decision, RegionStatus } from '../../core/pipeline/records.ts';
import type { Evaluation, Evaluator } from '../../core/evaluation/evaluator.ts';
import type { LoopHeartbeat, StackLoopStatus } from '../../runtime/loop/loop-view.ts';
import type { PublisherStatus } from '../../integrations/gitops/publisher-status.ts';
import { REGION_CONFIG } from '../../core/definition/region-config-name.ts';
import type { PlanSummary } from '../../runtime/plan/plan-schema.ts';
import { replicaUrls } from '../../runtime/observation/observer.ts';
import { regionOf, subjectsOf } from '../../core/definition/cells.ts';
import { costOf } from '../../core/definition/machines.ts';
import { rampViews } from '../../core/pipeline/ramps.ts';
import { latestReleases } from '../../core/pipeline/release-history.ts';
import type { PipelineState } from '../../core/pipeline/state.ts';
import { regionUser } from '../../core/targeting/user.ts';
import type { SourceView } from '../../runtime/sources/source-view.ts';
import type { ClockView } from '../../runtime/time/clock-view.ts';
import type { FaultView } from './fault-view.ts';
import { buildReleaseView } from './build-release-view.ts';
import type { RegionView, StateView, Tooling } from './state-view.ts';
import { nextWakeUpMs } from '../../core/pipeline/advance.ts';
import { decidedSince } from '../../core/evaluation/decide.ts';
import { referencesOf } from '../../core/evaluation/pipeline-references.ts';

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
  /** Default: none waits for a confirmation. */
  unconfirmedEdit?: EditThatDeletes | null;
  state: PipelineState;
  loop: Readonly<Record<string, StackLoopStatus>>;
  /** Null where no loop runs. */
  heartbeat: LoopHeartbeat | null;
}

/** How many finished releases a view contains; the log has them all. */
const SHOWN_RELEASES = 50;

/** The view of a moment, as a pure function of the log's state and what the loop is doing. */
export function buildStateView(input: StateViewInput): StateView {
  const { definition, evaluator, state, loop, nowMs, seq, workspace, tooling } = input;
  const context = { definition, state };
  const moment = { nowMs, configs: state };
  const releases = latestReleases(state, SHOWN_RELEASES);
  const subjects = subjectsOf(definition.regions);
  const decidedOf = new Map(
    subjects.map((region) => [
      region.name,
      decisionOf(evaluator.config(REGION_CONFIG, regionUser(region), moment)),
    ]),
  );
  const costs = costOf(definition, (region) => decidedOf.get(region)?.value);
  const machineOf = new Map(
    costs.flatMap(({ regions }) => regions.map(({ region, ...cost }) => [region, cost] as const)),
  );
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
    pipelines: definition.pipelines.map((pipeline) => ({
      ...pipeline,
      references: referencesOf(definition, pipeline),
    })),
    holds: state.holds,
    ramps: rampViews(context, nowMs),
    faults: input.faults ?? [],
    definitionProblem: input.definitionProblem,
    unconfirmedEdit: input.unconfirmedEdit ?? null,
    releases: releases.map((release) => buildReleaseView(context, release, nowMs)),
    regions: subjects.flatMap((region): RegionView[] => {
      const recorded = own(state.regions, region.name);
      if (recorded === undefined) return [];
      const configSource = input.configSourceOf?.(region) ?? region.configSource ?? 'file';
      const status = configSource === 'file' ? recorded : appliedByItself(recorded);
      const user = regionUser(region);
      const decided = decidedOf.get(region.name) ?? null;
      const decidedAtMs = decidedSince(regionReleases, user);
      const stack = definition.stacks.find(({ regions }) =>
        regions.includes(regionOf(region.name)),
      );
      const urls = replicaUrls(region, recorded.applied);
      return [
        {
          ...status,
          name: region.name,
          ...(region.cell !== undefined && { cell: region.cell }),
          environment: region.environment,
          stack: stack?.name ?? null,
          url: urls[0] ?? '',
          urls,
          decided,
          decidedAtMs,
          configSource,
          ...(definition.probe !== undefined && { probe: definition.probe }),
          machine: machineOf.get(region.name) ?? null,
          isSettled: isSettled(decided, status),
          wrongSinceMs: wrongSince(decided, decidedAtMs, status),
        },
      ];
    }),
    loop: input.heartbeat,
    stacks: definition.stacks.flatMap(({ name, regions }) => {
      const status = own(state.stacks, name);
      if (status === undefined) return [];
      const cost = costs.find(({ stack }) => stack === name);
      const usdPerMonth = cost === undefined || cost.regions.length === 0 ? null : cost.usdPerMonth;
      const deployed = subjects.filter((region) => regions.includes(regionOf(region.name)));
      const names = deployed.map((region) => region.name);
      return [{ name, regions: names, usdPerMonth, ...status, loop: loop[name] ?? null }];
    }),
  };
}

/** What a region that asks for its config itself answers is what was applied. */
function appliedByItself({ answered, answeredAtMs, ...status }: RegionStatus): RegionStatus {
  const observed = { ...status, answered, answeredAtMs };
  if (answered === null) return { ...observed, applied: null, appliedAtMs: null };
  const { color, configVersion, release } = answered;
  return { ...observed, applied: { color, configVersion, release }, appliedAtMs: answeredAtMs };
}

function decisionOf(evaluation: Evaluation<ConfigValue> | undefined): RegionView['decided'] {
  return evaluation === undefined ? null : { ...evaluation.decision, value: evaluation.value };
}

function isSettled(decided: RegionView['decided'], { applied, answered }: RegionStatus): boolean {
  // An edit of what an environment has changes a colour that refers to it, and no version.
  const color = decided?.value['color'];
  return [applied, answered].every(
    (status) => status?.configVersion === decided?.configVersion && status?.color === color,
  );
}

/** A region that was never polled, as it is not deployed yet, is not wrong. */
function wrongSince(
  decided: Decision | null,
  decidedAtMs: number | null,
  { answered, answeredAtMs }: RegionStatus,
): number | null {
  if (answeredAtMs === null || answered?.configVersion === decided?.configVersion) return null;
  return Math.max(answeredAtMs, decidedAtMs ?? 0);
}
