import type { Browser } from 'playwright-core';
import type { BenchContext } from './bench-context.ts';
import { figure, percentile, type Figure } from './figure.ts';
import { PHASE_REGIONS, startFleetProcess, type FleetProcess } from './fleet-process.ts';
import { regionsAreSettled, stateIs } from './fleet-waits.ts';
import { framesWhile } from './page-steps.ts';
import { PHASED_CONFIG } from './phased-definition.ts';
import { realClock } from '../../../orchestrator/common/real-clock.ts';

const REGIONS = 500;
const SECONDS = 10;
/** Each turns its own phases, so that all phases of the fleet are turned in the end. */
const RUNS = 5;
const BY = { actor: 'bench', reason: null };

/**
 * How long the page of a fleet holds a frame, as the median of runs, while a phase of ten regions turns each second, so that at least ten events a
 * second come; against the same page while nothing happens.
 */
export async function frameFigures(
  context: BenchContext,
  browser: Browser,
  folder: string,
): Promise<Figure[]> {
  context.progress(`page: ${REGIONS} regions are deployed`);
  const fleet = await startFleetProcess(folder, REGIONS);
  const page = await browser.newPage({ viewport: { width: 1280, height: 720 } });
  try {
    await stateIs(fleet.client, regionsAreSettled);
    await page.goto(fleet.pageUrl);
    await page.locator('[data-region]').first().waitFor();
    const still: number[][] = [];
    const busy: number[][] = [];
    const { release } = await fleet.client.changeConfig(PHASED_CONFIG, {
      set: { color: 'purple' },
      ...BY,
    });
    for (let run = 0; run < RUNS; run++) {
      still.push(await framesWhile(page, () => realClock.sleep(SECONDS * 500, context.signal)));
      context.progress(
        `page: ${PHASE_REGIONS} of ${REGIONS} regions turn each second, run ${run + 1} of ${RUNS}`,
      );
      const turn = { release: release?.id ?? '', from: run * SECONDS };
      busy.push(await framesWhile(page, () => turnPhases(fleet, turn, context.signal)));
    }
    const longest = (runs: readonly number[][]) => runs.map((frames) => Math.max(...frames));
    const p95 = (runs: readonly number[][]) => runs.map((frames) => percentile(frames, 0.95));
    const name = `frames of ${REGIONS} regions at ${PHASE_REGIONS} events/s`;
    return [
      figure({ group: 'page', name: `${name}, longest`, samples: longest(busy), goal: 50 }),
      figure({
        group: 'page',
        name: `${name}, longest to still`,
        samples: longest(busy),
        baseline: longest(still),
      }),
      figure({ group: 'page', name: `${name}, p95`, samples: p95(busy), baseline: p95(still) }),
    ];
  } finally {
    await page.close();
    await fleet.close();
  }
}

/** Approves the next phase each second. */
async function turnPhases(
  { client }: FleetProcess,
  { release, from }: { release: string; from: number },
  signal: AbortSignal,
): Promise<void> {
  for (let phase = from; phase < from + SECONDS; phase++) {
    const second = realClock.sleep(1_000, signal);
    await stateIs(client, ({ releases }) => releases[0]?.currentPhase === `phase-${phase}`);
    await client.act(release, 'approve', { phase: `phase-${phase}`, ...BY });
    await second;
  }
}
