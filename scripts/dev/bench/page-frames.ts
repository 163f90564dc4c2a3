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
const BY = { actor: 'bench', reason: null };

/**
 * How long the page of a fleet holds a frame while a phase of ten regions turns each second, so that at least ten events a
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
    const still = await framesWhile(page, () => realClock.sleep(SECONDS * 500, context.signal));
    context.progress(
      `page: ${PHASE_REGIONS} of ${REGIONS} regions turn each second, for ${SECONDS} s`,
    );
    const busy = await framesWhile(page, () => turnPhases(fleet, context.signal));
    const longest = (frames: readonly number[]) => [Math.max(...frames)];
    const p95 = (frames: readonly number[]) => [percentile(frames, 0.95)];
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
async function turnPhases({ client }: FleetProcess, signal: AbortSignal): Promise<void> {
  const { release } = await client.changeConfig(PHASED_CONFIG, { set: { color: 'purple' }, ...BY });
  for (let phase = 0; phase < SECONDS; phase++) {
    const second = realClock.sleep(1_000, signal);
    await stateIs(client, ({ releases }) => releases[0]?.currentPhase === `phase-${phase}`);
    await client.act(release?.id ?? '', 'approve', { phase: `phase-${phase}`, ...BY });
    await second;
  }
}
