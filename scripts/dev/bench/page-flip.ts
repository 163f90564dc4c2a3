import { EventSource } from 'eventsource';
import type { Browser } from 'playwright-core';
import { httpRegionProbe } from '../../../orchestrator/runtime/observation/region-probe.ts';
import type { BenchContext } from './bench-context.ts';
import { figure, percentile, type Figure } from './figure.ts';
import { startFleetProcess, type FleetProcess } from './fleet-process.ts';
import { regionsAreSettled, stateIs } from './fleet-waits.ts';
import { approveInPage, turnOfTile } from './page-steps.ts';
import { PHASED_CONFIG } from './phased-definition.ts';
import type { StoredEvent } from '../../../orchestrator/core/pipeline/event.ts';
import { realClock } from '../../../orchestrator/common/real-clock.ts';

const FLIPS = 20;
const RUNS = 5;
const REGIONS = 10;
/** The region that is watched. */
const REGION = 'region-0';
const COLORS = ['purple', 'green'];
const BY = { actor: 'bench', reason: null };
const POLL_MS = 2;

/** After the region turned. */
interface Flip {
  tileMs: number;
  reportedMs: number;
}

/** How long after its region a tile turns, against how long after it a bare client of the event stream gets the event. */
export async function flipFigures(
  context: BenchContext,
  browser: Browser,
  folder: string,
): Promise<Figure[]> {
  const fleet = await startFleetProcess(folder, REGIONS);
  const page = await browser.newPage();
  const reported = reportedColors(fleet.url);
  try {
    await stateIs(fleet.client, regionsAreSettled);
    await page.goto(fleet.pageUrl);
    const runs: Flip[][] = [];
    for (let run = 0; run < RUNS; run++) {
      const flips: Flip[] = [];
      for (let n = 0; n < FLIPS; n++) {
        context.signal.throwIfAborted();
        context.progress(`page: turn of a tile, ${n + 1} of ${FLIPS}, run ${run + 1} of ${RUNS}`);
        const color = COLORS[n % COLORS.length] ?? '';
        await fleet.client.changeConfig(PHASED_CONFIG, { set: { color }, ...BY });
        const [turnedAtMs, heardAtMs, flippedAtMs] = await Promise.all([
          turnOfTile(page, REGION, color),
          reported.next(color),
          approveInPage(page).then(() => flipOfRegion(fleet, color)),
        ]);
        flips.push({ tileMs: turnedAtMs - flippedAtMs, reportedMs: heardAtMs - flippedAtMs });
        await stateIs(fleet.client, regionsAreSettled);
      }
      runs.push(flips);
    }
    const of = (share: number, key: keyof Flip) =>
      runs.map((flips) =>
        percentile(
          flips.map((flip) => flip[key]),
          share,
        ),
      );
    const name = 'from a region that turned to its tile';
    return [
      figure({
        group: 'page',
        name: `${name}, p50`,
        samples: of(0.5, 'tileMs'),
        baseline: of(0.5, 'reportedMs'),
      }),
      figure({
        group: 'page',
        name: `${name}, p95`,
        samples: of(0.95, 'tileMs'),
        baseline: of(0.95, 'reportedMs'),
        goal: 1.2,
      }),
    ];
  } finally {
    reported.close();
    await page.close();
    await fleet.close();
  }
}

/** The last moment at which the region still answered another colour: it turned then or a little after. */
async function flipOfRegion(fleet: FleetProcess, color: string): Promise<number> {
  const { signal } = new AbortController();
  const [url = ''] = fleet.urlsOf(0);
  for (let lastMs = Date.now(); ; lastMs = Date.now()) {
    if ((await httpRegionProbe(url, signal)).answer?.color === color) return lastMs;
    await realClock.sleep(POLL_MS);
  }
}

/** A client of the event stream that does nothing else: when it received the event of the watched region. */
function reportedColors(url: string) {
  const source = new EventSource(`${url}/api/events?after=0`);
  const waiting = new Map<string, (atMs: number) => void>();
  source.addEventListener('record', ({ data }) => {
    const { event } = JSON.parse(data as string) as StoredEvent;
    if (event.type !== 'region-observed' || event.region !== REGION) return;
    waiting.get(event.answer?.color ?? '')?.(Date.now());
  });
  return {
    next: (color: string) => new Promise<number>((resolve) => waiting.set(color, resolve)),
    close: () => source.close(),
  };
}
