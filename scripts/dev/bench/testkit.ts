import { execa } from 'execa';
import { distPath } from '../../../orchestrator/common/package-root.ts';
import { startHarness, type Harness } from '../../testing/index.ts';
import type { BenchContext, BenchGroup } from './bench-context.ts';
import { figure } from './figure.ts';

const RUNS = 15;
const PROCESSES = 5;

/** What a test file waits for once, and each test that asserts a colour, in milliseconds. */
const IMPORT_GOAL_MS = 400;
const FIRST_ASSERTION_GOAL_MS = 100;

/** What the kit costs a test, on the simulated clock; the baseline is the same start with a process for each region. */
export const testkitBench: BenchGroup = async (context) => {
  const { toFirst, sevenSteps } = await measureHere(context);
  const beside = await measureBeside(context);
  const cold = await measureCold(context);
  return [
    figure({
      group: 'testkit',
      name: 'import',
      samples: cold.map(({ importMs }) => importMs),
      goal: IMPORT_GOAL_MS,
    }),
    figure({
      group: 'testkit',
      name: 'start to first assertion, in-process',
      samples: toFirst,
      goal: FIRST_ASSERTION_GOAL_MS,
    }),
    figure({
      group: 'testkit',
      name: 'the same, against regions that are processes',
      samples: toFirst,
      baseline: beside,
    }),
    figure({
      group: 'testkit',
      name: 'process start to first assertion',
      samples: cold.map(({ firstMs }) => firstMs),
    }),
    figure({
      group: 'testkit',
      name: 'start, seven steps and end, in-process',
      samples: sevenSteps,
    }),
  ];
};

async function measureHere({ signal, progress }: BenchContext) {
  const [toFirst, sevenSteps]: [number[], number[]] = [[], []];
  for (let n = 1; n <= RUNS; n++) {
    signal.throwIfAborted();
    progress(`testkit: in-process, run ${n} of ${RUNS}`);
    const startedAt = performance.now();
    const harness = await startHarness();
    await harness.expectRegion('us-west1').toBe('blue');
    toFirst.push(performance.now() - startedAt);
    await playSevenSteps(harness);
    await harness.stop();
    sevenSteps.push(performance.now() - startedAt);
  }
  return { toFirst, sevenSteps };
}

async function measureBeside({ signal, progress }: BenchContext): Promise<number[]> {
  const samples: number[] = [];
  for (let n = 1; n <= PROCESSES; n++) {
    signal.throwIfAborted();
    progress(`testkit: regions as processes, run ${n} of ${PROCESSES}`);
    const startedAt = performance.now();
    await using harness = await startHarness({ runtime: 'process' });
    await harness.expectRegion('us-west1').toBe('blue', { within: '30s' });
    samples.push(performance.now() - startedAt);
  }
  return samples;
}

/** As testkit-process.ts prints it. */
interface Cold {
  importMs: number;
  firstMs: number;
}

/** With what a test file pays once: Node.js starts, and everything is loaded. */
async function measureCold({ signal, progress }: BenchContext): Promise<Cold[]> {
  const samples: Cold[] = [];
  const program = distPath('scripts/dev/bench/testkit-process.js');
  for (let n = 1; n <= PROCESSES; n++) {
    progress(`testkit: a process of its own, run ${n} of ${PROCESSES}`);
    const { stdout } = await execa(process.execPath, [program], { cancelSignal: signal });
    samples.push(JSON.parse(stdout) as Cold);
  }
  return samples;
}

async function playSevenSteps({ when, then, expectRegion }: Harness): Promise<void> {
  await then.regions({ 'us-west1': 'blue', 'us-central1': 'blue' });
  await when.changes({ color: 'purple' });
  await expectRegion('us-west1').toStay('blue');
  await when.approves('us-west1');
  await then.regions({ 'us-west1': 'purple', 'us-central1': 'blue' });
  await expectRegion('us-central1').toStay('blue');
  await when.approves('us-central1');
  await then.regions({ 'us-west1': 'purple', 'us-central1': 'purple' });
  await then.release('COMPLETED');
}
