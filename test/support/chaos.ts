import path from 'node:path';
import type { StateView } from '../../orchestrator/control-plane/view/state-view.ts';
import { seededRandom } from '../../orchestrator/core/comparison/seeded-random.ts';
import { withCells as withCellsOf } from '../../orchestrator/core/definition/cells.ts';
import type { Definition } from '../../orchestrator/core/definition/definition.ts';
import { AppError } from '../../orchestrator/common/errors/app-error.ts';
import { BY_ANN } from './actors.ts';
import { eventually } from './eventually.ts';
import { fleetDefinition, startFleet, type Fleet, type FleetPlan } from './fleet.ts';
import { hostRegions, type HostedRegions } from '../../scripts/testing/hosted-regions.ts';
import { createKillableParts, type KillableParts } from './killable-orchestrator.ts';
import { tempFolder } from './temp-folder.ts';

const SPEED_UP = 200;
const DEADLINE_MS = 200_000;
/** Polls of 36 cells as often as those of three regions would leave no time for anything else. */
const observed = (cells: number) => (cells === 0 ? 1 : 5_000);

/** What is deployed and released. */
export interface ChaosFleet {
  regions: number;
  /** Of each region, one for each phase; 0: each region has a phase. */
  cells: number;
  /** Moments of which one is drawn: numbers of steps from the first start on. */
  steps: { from: number; count: number };
}

/** A release of them takes about 34 steps. */
const THREE_REGIONS: ChaosFleet = { regions: 3, cells: 0, steps: { from: 1, count: 34 } };

const PHASES = 3;

type Victim = 'orchestrator' | 'update' | 'region';

/** What a seed draws. */
export interface ChaosPlan {
  victim: Victim;
  /** It is killed right after this step: a step of an update, or an event on the disk. */
  killAt: number;
  /** The release is aborted once this phase is approved; null: it goes to its end. */
  abortAfter: number | null;
  /** Whose service is killed: a region's, a cell's, or the router of a region with cells. */
  region: string;
}

export interface ChaosOutcome {
  plan: ChaosPlan;
  wasKilled: boolean;
  status: string | undefined;
  colors: (string | undefined)[];
  /** What no region may ever show. */
  violations: string[];
}

function drawChaos(seed: number, { names, steps }: Drawn): ChaosPlan {
  const random = seededRandom(seed);
  const pick = (count: number) => Math.floor(random() * count);
  const victims = ['orchestrator', 'update', 'region'] as const;
  return {
    victim: victims[pick(3)] ?? 'region',
    killAt: steps.from + pick(steps.count),
    // With the last phase the release is complete.
    abortAfter: random() < 0.25 ? pick(2) : null,
    region: names[pick(names.length)] ?? '',
  };
}

/** What a seed draws from. */
interface Drawn extends Pick<ChaosFleet, 'steps'> {
  /** Each ends in the number of its phase; a router has the name of its region. */
  names: readonly string[];
}

/** Each phase of it reaches the cell of its name in every region. */
function withCells(definition: Definition, cells: number): Definition {
  if (cells === 0) return definition;
  const cellsOfRegion = Array.from({ length: cells }, (_, n) => ({
    name: `phase-${n}`,
    weight: 1,
  }));
  return {
    ...definition,
    regions: definition.regions.map((region) => ({ ...region, cells: cellsOfRegion })),
    pipelines: definition.pipelines.map((pipeline) => ({
      ...pipeline,
      phases: pipeline.phases.map((phase) => ({
        ...phase,
        rules: phase.rules.map((rule) => ({
          ...rule,
          conditions: rule.conditions.map((condition) => ({ ...condition, field: 'cell' })),
        })),
      })),
    })),
  };
}

/** One release in three phases, with one kill; the orchestrator is started again when it was that. */
export async function playChaos(
  seed: number,
  ports: readonly number[],
  { regions: count, cells, steps: drawn }: ChaosFleet = THREE_REGIONS,
): Promise<ChaosOutcome> {
  const fleetPlan: FleetPlan = { phases: PHASES, regions: count, stacks: 1 + (seed % 2), ports };
  const definition = withCells(fleetDefinition(fleetPlan), cells);
  const names = withCellsOf(definition.regions).map(({ name }) => name);
  const plan = drawChaos(seed, { names, steps: drawn });
  await using folder = await tempFolder();
  const watch = watchRegions(plan, names);
  await using regions = hostRegions(path.join(folder.path, 'regions'), watch.onDelivered);
  let steps = 0;
  let wasKilled = false;
  let reportKill: () => void = () => undefined;
  const killed = new Promise<'killed'>((resolve) => (reportKill = () => resolve('killed')));
  const onStep = (parts: () => KillableParts) => (): 'cut' | undefined => {
    steps += 1;
    if (wasKilled || steps < plan.killAt) return undefined;
    wasKilled = true;
    watch.onKill(regions);
    if (plan.victim === 'update') return 'cut';
    if (plan.victim === 'region') void regions.kill(plan.region);
    else {
      parts().kill();
      reportKill();
    }
    return undefined;
  };
  const start = async () => {
    const parts: KillableParts = createKillableParts(
      onStep(() => parts),
      SPEED_UP,
    );
    return startFleet({
      ...parts,
      folder: folder.path,
      definition,
      regions,
      observeEveryMs: 20 * observed(count * cells),
    });
  };
  const first = await Promise.race([start(), killed]);
  const ended =
    first === 'killed' ? first : await Promise.race([drive(first, watch, plan), killed]);
  const last = ended === 'killed' ? await start() : (first as Fleet);
  const state = ended === 'killed' ? await drive(last, watch, plan) : ended;
  await last.orchestrator.stop({ destroy: false });
  return {
    plan,
    wasKilled,
    status: state.releases[0]?.status,
    colors: state.regions.map(({ answered }) => answered?.color),
    violations: watch.violations(regions),
  };
}

/** Does the next action of a person until the release has ended: starts it, approves, aborts, waits for the regions. */
async function drive({ client }: Fleet, watch: Watch, plan: ChaosPlan): Promise<StateView> {
  return eventually(
    `the end of ${JSON.stringify(plan)}`,
    async () => {
      const state = await client.state();
      const [release] = state.releases;
      if (release?.status === 'COMPLETED' || release?.status === 'ABORTED') {
        const isIdle = state.stacks.every(({ loop }) => loop?.activity === 'idle');
        return isIdle && state.regions.every(({ isSettled }) => isSettled) ? state : undefined;
      }
      await act(client, release, watch, plan).catch((error: unknown) => {
        // An action whose answer was lost may have been done all the same.
        if (!(error instanceof AppError)) throw error;
      });
      return undefined;
    },
    DEADLINE_MS,
  );
}

async function act(
  client: Fleet['client'],
  release: StateView['releases'][number] | undefined,
  watch: Watch,
  { abortAfter }: ChaosPlan,
): Promise<void> {
  if (release === undefined) {
    await client.changeConfig('colorteller', { set: { color: 'purple' }, ...BY_ANN });
    return;
  }
  const index = watch.approved.size;
  if (abortAfter !== null && index > abortAfter) {
    watch.isAborting = true;
    await client.act(release.id, 'abort', BY_ANN);
    return;
  }
  const phase = release.phases.findIndex(({ startedAtMs }) => startedAtMs === null);
  if (phase === -1) return;
  watch.approved.add(phase);
  await client.act(release.id, 'approve', { phase: `phase-${phase}`, ...BY_ANN });
}

interface Watch {
  approved: Set<number>;
  isAborting: boolean;
  onDelivered: (region: string, config: { color: string }) => void;
  onKill: (regions: HostedRegions) => void;
  violations: (regions: HostedRegions) => string[];
}

/** The invariants, as the regions see them. */
function watchRegions({ victim, region: killed }: ChaosPlan, names: readonly string[]): Watch {
  const violations: string[] = [];
  const colors = new Map<string, string>();
  let startsAtKill: number[] | undefined;
  const watch: Watch = {
    approved: new Set(),
    isAborting: false,
    onDelivered: (region, { color }) => {
      const phase = Number(region.split('-').at(-1));
      if (color === 'purple' && !watch.approved.has(phase)) {
        violations.push(`${region} is purple before its phase was approved`);
      }
      if (colors.get(region) === 'purple' && color !== 'purple' && !watch.isAborting) {
        violations.push(`${region} went back with no abort`);
      }
      colors.set(region, color);
    },
    onKill: (regions) => {
      startsAtKill = names.map((name) => regions.starts(name));
    },
    violations: (regions) => {
      for (const [index, name] of names.entries()) {
        const before = startsAtKill?.[index] ?? 1;
        // A region that was being created when its update was killed is created again; one that runs is left alone.
        const again = victim === 'region' ? Number(name === killed) : 1;
        const isDeployed = colors.has(name) && before > 0;
        const most =
          isDeployed && victim !== 'region' && before === 1 ? 2 : Math.max(1, before) + again;
        if (regions.starts(name) > most) violations.push(`${name} was restarted`);
      }
      return violations;
    },
  };
  return watch;
}
