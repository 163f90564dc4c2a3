import type { Definition, Pipeline } from '../../definition/definition.ts';
import { decide, type Decision } from '../../evaluation/decide.ts';
import type { StackLoopStatus } from '../../loop/stack-worker.ts';
import { REGION_CONFIG } from '../../loop/in-process-source.ts';
import { replicaUrls } from '../../observation/observer.ts';
import { nextWakeUpMs } from '../../pipeline/release.ts';
import type {
  PipelineState,
  RegionStatus,
  StackStatus,
  ConfigState,
} from '../../pipeline/state.ts';
import { releaseView, type ReleaseView } from './release-view.ts';

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
  url: string;
  /** What the pipeline says the region should have now, and why. */
  decided: Decision | null;
  /** True when decided, applied and answered are one version. */
  isSettled: boolean;
}

/** What pipeline time runs on. */
export interface ClockView {
  kind: 'real' | 'simulated';
  nowMs: number;
  /** Times as fast as real time; 0: it stands still until it is advanced. */
  speed: number;
  isPaused: boolean;
  /** When time alone will change something next; null when it never does. */
  nextEventMs: number | null;
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
  configs: Record<string, ConfigState>;
  pipelines: readonly Pipeline[];
  /** Oldest first. */
  releases: ReleaseView[];
  regions: RegionView[];
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
  definition: Definition;
  state: PipelineState;
  loop: Readonly<Record<string, StackLoopStatus>>;
}

/** The view of a moment, as a pure function of the log's state and what the loop is doing. */
export function stateView(input: StateViewInput): StateView {
  const { definition, state, loop, nowMs, seq, workspace, tooling } = input;
  return {
    nowMs,
    clock: { ...input.clock, nowMs, nextEventMs: nextWakeUpMs(state) ?? null },
    seq,
    workspace,
    tooling,
    configs: { ...state.configs },
    pipelines: definition.pipelines,
    releases: Object.values(state.releases).map(releaseView),
    regions: definition.regions.flatMap((region): RegionView[] => {
      const status = state.regions[region.name];
      if (status === undefined) return [];
      const decided = decide(state, REGION_CONFIG, region) ?? null;
      const stack = definition.stacks.find(({ regions }) => regions.includes(region.name));
      return [
        {
          ...status,
          name: region.name,
          environment: region.environment,
          stack: stack?.name ?? null,
          url: replicaUrls(region)[0] ?? '',
          decided,
          isSettled: isSettled(decided, status),
        },
      ];
    }),
    stacks: definition.stacks.flatMap(({ name, regions }) => {
      const status = state.stacks[name];
      return status === undefined ? [] : [{ name, regions, ...status, loop: loop[name] ?? null }];
    }),
  };
}

function isSettled(decided: Decision | null, { applied, answered }: RegionStatus): boolean {
  const version = decided?.configVersion;
  return applied?.configVersion === version && answered?.configVersion === version;
}
