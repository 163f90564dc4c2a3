import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { BenchContext, BenchGroup } from './bench-context.ts';
import { figure, type Figure } from './figure.ts';
import { memoryBeyondNode } from './fleet-memory.ts';
import { parallelFigures } from './fleet-parallel.ts';
import { type FleetProcess, PHASE_REGIONS, startFleetProcess } from './fleet-process.ts';
import { planFigures } from './fleet-plan.ts';
import { turnFigures } from './fleet-turn.ts';
import { answersColor, regionsAreSettled, stateIs } from './fleet-waits.ts';
import { PHASED_CONFIG } from './phased-definition.ts';

const SIZES = [10, 100, 200];
const SAMPLES = 15;

/** A fleet of one size, and what its phases took. */
interface Side {
  fleet: FleetProcess;
  releases: PhaseReleases;
  took: number[];
}

/**
 * What a fleet costs. Goals: a phase of 10 regions takes at most 1.2 times as long in a fleet of 200 as in one of 10;
 * the orchestrator of 200 regions holds less than 200 MB beyond Node.js; to see that nothing differs takes less than
 * 5 ms, and no update; to plan an edit takes less than 2 s beyond the previews of the engine.
 */
export const fleetBench: BenchGroup = async (context) => {
  const folder = await mkdtemp(path.join(tmpdir(), 'colorteller-bench-'));
  try {
    return [
      ...(await releaseFigures(context, path.join(folder, 'release'))),
      ...(await parallelFigures(context, path.join(folder, 'parallel'))),
      ...(await turnFigures()),
      ...(await planFigures()),
    ];
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
};

/** The sizes take turns, each alone: what else the machine does meets all of them. */
async function releaseFigures(context: BenchContext, folder: string): Promise<Figure[]> {
  const sides: Side[] = [];
  try {
    for (const size of SIZES) {
      context.progress(`fleet: ${size} regions are deployed`);
      const fleet = await startFleetProcess(path.join(folder, String(size)), size);
      sides.push({ fleet, releases: await phaseReleases(fleet), took: [] });
      fleet.freeze();
    }
    for (let n = 1; n <= SAMPLES; n++) {
      context.progress(`fleet: a phase of ${PHASE_REGIONS} regions, ${n} of ${SAMPLES}`);
      for (const { fleet, releases, took } of sides) {
        context.signal.throwIfAborted();
        fleet.goOn();
        took.push(await releases.next());
        fleet.freeze();
      }
    }
    const [few, ...larger] = sides;
    const largest = sides.at(-1)?.fleet;
    const memory = largest === undefined ? [] : await memoryBeyondNode(largest.pid);
    return [
      ...larger.map(({ fleet, took }) =>
        figure({
          group: 'fleet',
          name: `a phase of ${PHASE_REGIONS} regions out of ${fleet.regions}`,
          samples: took,
          baseline: few?.took ?? [],
          goal: 1.2,
        }),
      ),
      ...(memory.length === 0
        ? []
        : [
            figure({
              group: 'fleet',
              name: `memory beyond Node.js, ${largest?.regions ?? 0} regions`,
              unit: 'MB',
              samples: memory,
              goal: 200,
            }),
          ]),
    ];
  } finally {
    await Promise.all(sides.map(({ fleet }) => fleet.close()));
  }
}

const BY = { actor: 'bench', reason: null };
const COLORS = ['purple', 'green'];

/** Releases one phase after the other. */
interface PhaseReleases {
  /** Approves the next phase, of another release where there is none; milliseconds until its regions answer. */
  next(): Promise<number>;
}

/** Resolves when every region has answered for the first time. */
async function phaseReleases(fleet: FleetProcess): Promise<PhaseReleases> {
  const { client } = fleet;
  const phases = fleet.regions / PHASE_REGIONS;
  let released = 0;
  let release = '';
  await stateIs(client, regionsAreSettled);

  return {
    next: async () => {
      const phase = released % phases;
      const color = COLORS[Math.floor(released / phases) % COLORS.length] ?? '';
      released += 1;
      if (phase === 0) {
        const change = { set: { color }, ...BY };
        release = (await client.changeConfig(PHASED_CONFIG, change)).release?.id ?? '';
      }
      const id = `phase-${phase}`;
      await stateIs(client, ({ releases }) => {
        const phaseView = releases.find((candidate) => candidate.id === release)?.phases[phase];
        return phaseView?.status === 'waiting-for-review';
      });
      const startedAt = performance.now();
      await client.act(release, 'approve', { phase: id, ...BY });
      // One after the other: to poll all at once repeatedly would distort the measurement.
      for (const url of fleet.urlsOf(phase)) await answersColor(url, color);
      const took = performance.now() - startedAt;
      await stateIs(client, regionsAreSettled);
      return took;
    },
  };
}
