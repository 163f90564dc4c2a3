import type { BenchContext } from './bench-context.ts';
import { figure, type Figure } from './figure.ts';
import { readUsage } from './process-usage.ts';
import type { SdkServer } from './sdk-server.ts';
import { realClock } from '../../../orchestrator/common/real-clock.ts';

const ROUNDS = 3;
const SAMPLE_MS = 1_000;

/** What a server holds and does in a while; CPU in percent of a core. Empty where that cannot be read. */
export interface UsageSamples {
  memoryMb: number[];
  cpuPercent: number[];
}

export async function sampleUsage(
  context: BenchContext,
  { pid }: SdkServer,
  what: string,
): Promise<UsageSamples> {
  const samples: UsageSamples = { memoryMb: [], cpuPercent: [] };
  for (let round = 0; round < ROUNDS; round++) {
    context.progress(`sdk: the server with ${what}, ${round + 1} of ${ROUNDS}`);
    const before = await readUsage(pid);
    const startedAt = performance.now();
    await realClock.sleep(SAMPLE_MS, context.signal);
    const after = await readUsage(pid);
    if (before === undefined || after === undefined) return samples;
    const took = performance.now() - startedAt;
    samples.memoryMb.push(after.memoryMb);
    samples.cpuPercent.push(((after.cpuMs - before.cpuMs) * 100) / took);
  }
  return samples;
}

/** The server with SDKs attached, at rest, against the same server before. */
export function usageFigures(attached: UsageSamples, alone: UsageSamples): Figure[] {
  if (attached.memoryMb.length === 0) return [];
  const name = (what: string) => `${what} of the server, 50 SDKs attached`;
  return [
    figure({
      group: 'sdk',
      name: name('memory'),
      unit: 'MB',
      samples: attached.memoryMb,
      baseline: alone.memoryMb,
    }),
    figure({
      group: 'sdk',
      name: name('CPU'),
      unit: '% of a core',
      samples: attached.cpuPercent,
      baseline: alone.cpuPercent,
    }),
  ];
}
