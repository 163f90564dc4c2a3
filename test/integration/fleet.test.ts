import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { toFault } from '../../orchestrator/core/definition/fault.ts';
import { replay } from '../../orchestrator/core/pipeline/replay.ts';
import { BY_ANN } from '../support/actors.ts';
import { eventually } from '../support/eventually.ts';
import { fleetDefinition, startFleet, type FleetPlan } from '../support/fleet.ts';
import { hostRegions } from '../../scripts/testing/hosted-regions.ts';
import { phaseOf } from '../../scripts/dev/bench/phased-definition.ts';
import { scaled } from '../support/deadlines.ts';
import { thorough } from '../support/exhaustive.ts';
import { freePorts } from '../support/free-port.ts';
import { tempFolder } from '../support/temp-folder.ts';

const SEED = 7;
const TIMEOUT_MS = scaled(240_000);
/** Of each wait, so that it fails with what it waited for before the test times out. */
const WAIT_MS = 100_000;
/** In ten phases. */
const REGIONS = thorough(200, 30);

/** Runs a fleet to the end of one release; resolves to the injected faults and the answers. */
async function playRelease(plan: FleetPlan) {
  await using folder = await tempFolder();
  const approved = new Set<number>();
  const tooEarly: string[] = [];
  await using regions = hostRegions(path.join(folder.path, 'regions'), (region, { color }) => {
    const phase = phaseOf(Number(region.split('-')[1]), plan);
    if (color === 'purple' && !approved.has(phase)) tooEarly.push(region);
  });
  const answered = new Map<string, string | null>();
  const injections = new Map<string, string[]>();
  const { orchestrator, client, store } = await startFleet({
    folder: folder.path,
    definition: fleetDefinition(plan),
    regions,
    observeEveryMs: plan.regions * 10,
    onEvent: ({ event }) => {
      if (event.type === 'region-observed') answered.set(event.region, event.answer?.color ?? null);
    },
    onInjected: ({ fault, call, region }) => {
      const where = region ?? '';
      injections.set(where, [...(injections.get(where) ?? []), `${fault.name} #${call}`]);
    },
  });
  const answering = (color: string, count: number) =>
    eventually(
      `${count} regions answer ${color}`,
      () =>
        [...answered.values()].filter((one) => one === color).length >= count ? true : undefined,
      WAIT_MS,
    );
  try {
    await answering('blue', plan.regions);
    await client.changeConfig('colorteller', { set: { color: 'purple' }, ...BY_ANN });
    for (let phase = 0; phase < plan.phases; phase++) {
      approved.add(phase);
      await client.act('rel-1', 'approve', { phase: `phase-${phase}`, ...BY_ANN });
      await answering('purple', ((phase + 1) * plan.regions) / plan.phases);
      // A region that fell silent meanwhile holds the phase until it is back.
      await eventually(
        `the end of phase-${phase}`,
        async () => {
          const [release] = (await client.state()).releases;
          return release?.phases[phase]?.endedAtMs ?? undefined;
        },
        WAIT_MS,
      );
    }
    // An update is reported after its regions have answered.
    const state = await eventually(
      'every region settled',
      async () => {
        const now = await client.state();
        return now.regions.every(({ isSettled }) => isSettled) ? now : undefined;
      },
      WAIT_MS,
    );
    const events = store.readAll().map(({ event }) => event);
    const problems: string[] = [];
    const replayed = replay(events, (_event, reason) => problems.push(reason));
    return {
      state,
      injections,
      tooEarly,
      problems,
      replayed,
      starts: (name: string) => regions.starts(name),
    };
  } finally {
    await orchestrator.stop({ destroy: false });
  }
}

const names = (injections: Map<string, string[]>): Set<string> =>
  new Set([...injections.values()].flat().map((injection) => injection.split(' #')[0] ?? ''));

describe('a fleet with injected faults', { timeout: TIMEOUT_MS }, () => {
  it(`of ${REGIONS} regions in 10 phases ends right`, async () => {
    const requests = [
      { kind: 'fails', probability: 0.03 },
      { kind: 'breaks', operation: 'create', probability: 0.02 },
      { kind: 'dies', probability: 0.005 },
      { kind: 'hangs', probability: 0.02, durationMs: 10_000 },
      { kind: 'gone', probability: 0.0003 },
      { kind: 'erroring', probability: 0.002 },
    ] as const;
    const faults = { seed: SEED, plan: requests.map((requested) => toFault(requested, SEED)) };
    const ports = await freePorts(REGIONS);
    const plan = { phases: 10, regions: REGIONS, stacks: 4, ports, faults };
    const { state, injections, tooEarly, problems, replayed } = await playRelease(plan);
    expect(state.releases[0]?.status).toBe('COMPLETED');
    expect(state.regions.filter(({ applied }) => applied?.color !== 'purple')).toEqual([]);
    expect(tooEarly).toEqual([]);
    // The log is enough to know all of it again.
    expect(problems).toEqual([]);
    expect(replayed.state.configs).toEqual(state.configs);
    expect(names(injections).size).toBeGreaterThanOrEqual(4);
  });

  it('has the same faults with the same seed, whatever else is different', async () => {
    const faults = {
      seed: SEED,
      plan: [
        toFault({ kind: 'fails', probability: 0.4 }, SEED),
        toFault({ kind: 'breaks', operation: 'create', probability: 0.4 }, SEED),
      ],
    };
    const stories = [];
    for (const stacks of [1, 3]) {
      const plan = { phases: 3, regions: 6, stacks, ports: await freePorts(6), faults };
      const { state, injections, starts } = await playRelease(plan);
      expect(state.releases[0]?.status).toBe('COMPLETED');
      // Turning purple restarts nothing.
      expect(state.regions.map(({ name }) => starts(name))).toEqual([1, 1, 1, 1, 1, 1]);
      stories.push(Object.fromEntries([...injections].sort()));
    }
    expect(Object.keys(stories[0]!).length).toBeGreaterThan(2);
    expect(stories[1]).toEqual(stories[0]);
  });
});
