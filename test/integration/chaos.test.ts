import { afterAll, describe, expect, it } from 'vitest';
import { freePorts } from '../support/free-port.ts';
import { type ChaosFleet, playChaos } from '../support/chaos.ts';
import { scaled } from '../support/deadlines.ts';
import { thorough } from '../support/exhaustive.ts';

const RUNS = thorough(40, 10);
const AT_ONCE = 5;
/** They are deployed after about 104 steps; their release takes as many again. */
const TWELVE_REGIONS: ChaosFleet = { regions: 12, cells: 3, steps: { from: 110, count: 80 } };

describe.concurrent(
  'a release during which the orchestrator, an update or a region is killed',
  () => {
    let kills = 0;

    it.each(Array.from({ length: AT_ONCE }, (_, lane) => lane))(
      'goes on and ends right (lane %i)',
      { timeout: scaled(thorough(1_800_000, 480_000)) },
      async (lane) => {
        const ports = await freePorts(3);
        for (let seed = lane; seed < RUNS; seed += AT_ONCE) {
          const { plan, wasKilled, status, colors, violations } = await playChaos(seed, ports);
          kills += Number(wasKilled);
          const color = plan.abortAfter === null ? 'purple' : 'blue';
          expect([seed, plan, violations, status, colors]).toEqual([
            seed,
            plan,
            [],
            plan.abortAfter === null ? 'COMPLETED' : 'ABORTED',
            [color, color, color],
          ]);
        }
      },
    );

    it(
      'goes on and ends right with 12 regions of three cells each, also when a cell or a router is killed',
      { timeout: scaled(thorough(1_800_000, 480_000)) },
      async () => {
        const ports = await freePorts(12);
        for (const seed of thorough(
          Array.from({ length: 3 }, (_, n) => n),
          [2],
        )) {
          const { plan, status, colors, violations } = await playChaos(seed, ports, TWELVE_REGIONS);
          const isDone = plan.abortAfter === null;
          expect([seed, plan, violations, status, [...new Set(colors)], colors.length]).toEqual([
            ...[seed, plan, [], isDone ? 'COMPLETED' : 'ABORTED', [isDone ? 'purple' : 'blue']],
            36,
          ]);
        }
      },
    );

    afterAll(() => {
      // Some moments come after the end of a release.
      expect(kills).toBeGreaterThan(RUNS / 2);
    });
  },
);
