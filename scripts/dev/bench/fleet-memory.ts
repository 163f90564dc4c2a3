import { execa } from 'execa';
import { readUsage } from './process-usage.ts';
import { realClock } from '../../../orchestrator/common/real-clock.ts';

const SAMPLES = 3;
const PAUSE_MS = 300;

/** What a process holds beyond what Node.js itself does; empty where that cannot be read. */
export async function memoryBeyondNode(pid: number): Promise<number[]> {
  const child = execa(process.execPath, ['-e', 'setInterval(() => {}, 1_000)'], { reject: false });
  try {
    // Once it has started.
    await realClock.sleep(PAUSE_MS);
    const samples: number[] = [];
    for (let n = 0; n < SAMPLES; n++) {
      const [ours, bare] = await Promise.all([pid, child.pid ?? 0].map(readUsage));
      if (ours === undefined || bare === undefined) return [];
      samples.push(ours.memoryMb - bare.memoryMb);
      await realClock.sleep(PAUSE_MS);
    }
    return samples;
  } finally {
    child.kill();
    await child;
  }
}
