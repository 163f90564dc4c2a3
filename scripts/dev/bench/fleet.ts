import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { BenchContext, BenchGroup } from './bench-context.ts';
import { figure, type Figure } from './figure.ts';
import { memoryBeyondNode } from './fleet-memory.ts';
import { parallelFigures } from './fleet-parallel.ts';
import { type FleetProcess, PHASE_REGIONS, startFleetProcess } from './fleet-process.ts';
import { type PhaseReleases, phaseReleases } from './fleet-release.ts';
import { turnFigures } from './fleet-turn.ts';

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
 * 5 ms, and no update.
 */
export const fleetBench: BenchGroup = async (context) => {
  const folder = await mkdtemp(path.join(tmpdir(), 'colorteller-bench-'));
  try {
    return [
      ...(await releaseFigures(context, path.join(folder, 'release'))),
      ...(await parallelFigures(context, path.join(folder, 'parallel'))),
      ...(await turnFigures()),
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
