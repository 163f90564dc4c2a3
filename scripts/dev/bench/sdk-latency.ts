import { AppError } from '../../../orchestrator/common/errors/app-error.ts';
import type { BenchContext } from './bench-context.ts';
import { figure, percentile, type Figure } from './figure.ts';
import { POLL_MS, valueIn, type SdkFleet, type Way } from './sdk-fleet.ts';
import { CHANGED_CONFIG, type SdkServer } from './sdk-server.ts';
import { realClock } from '../../../orchestrator/common/real-clock.ts';

const ROUNDS = 10;
const DEADLINE_MS = 10_000;
/** Its multiples are spread evenly over an interval. */
const GOLDEN = 0.618;

/** From submitting a change until each attached SDK gives the new value, against until the server has acknowledged it. */
export async function latencyFigures(
  context: BenchContext,
  server: SdkServer,
  fleet: SdkFleet,
): Promise<Figure[]> {
  const latencies: Record<Way, number[]> = { push: [], poll: [] };
  const acknowledged: number[] = [];
  for (let n = 1; n <= ROUNDS; n++) {
    context.signal.throwIfAborted();
    context.progress(`sdk: save to served, ${n} of ${ROUNDS}`);
    // The last round ended with a poll: the next change falls into another part of the interval each time.
    await realClock.sleep(((n * GOLDEN) % 1) * POLL_MS, context.signal);
    const startedAt = performance.now();
    const all = allSee(fleet, n, (way) => latencies[way].push(performance.now() - startedAt));
    await server.client.changeConfig(CHANGED_CONFIG, { set: { n }, actor: 'bench', reason: null });
    acknowledged.push(performance.now() - startedAt);
    await all;
  }
  const of = (way: Way) => `save to served by ${way}`;
  const p99 = (samples: readonly number[]) => [percentile(samples, 0.99)];
  const group = 'sdk';
  return [
    figure({ group, name: `${of('push')}, p50`, samples: latencies.push, baseline: acknowledged }),
    figure({
      group,
      name: `${of('push')}, p99`,
      samples: p99(latencies.push),
      baseline: p99(acknowledged),
    }),
    figure({ group, name: `${of('poll')}, p50`, samples: latencies.poll, baseline: acknowledged }),
    figure({
      group,
      name: `${of('poll')}, p99`,
      samples: p99(latencies.poll),
      baseline: p99(acknowledged),
    }),
  ];
}

/** Resolves when every client gives that value; `onSeen` is called for each as soon as it does. */
async function allSee(
  { clients }: SdkFleet,
  expected: number,
  onReceived: (way: Way) => void,
): Promise<void> {
  const left = new Set(clients);
  for (const client of clients) {
    client.sdk.unsubscribeAll();
    client.sdk.subscribe('specs_updated', () => {
      const value = valueIn(client, CHANGED_CONFIG, 'us-west1') as { n?: number };
      if (value.n === expected && left.delete(client)) onReceived(client.way);
    });
  }
  const untilMs = performance.now() + DEADLINE_MS;
  while (left.size > 0) {
    if (performance.now() > untilMs) {
      throw new AppError('TIMEOUT', `${left.size} SDKs did not see a change`);
    }
    await realClock.sleep(5);
  }
}
