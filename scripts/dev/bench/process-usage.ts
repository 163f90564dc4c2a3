import { readFile } from 'node:fs/promises';

/** What a process holds and has used so far. */
export interface ProcessUsage {
  memoryMb: number;
  cpuMs: number;
}

/** Linux reports CPU times in hundredths of a second. */
const TICK_MS = 10;

/** Undefined where there is no /proc. */
export async function readUsage(pid: number): Promise<ProcessUsage | undefined> {
  try {
    const status = await readFile(`/proc/${pid}/status`, 'utf8');
    const stat = await readFile(`/proc/${pid}/stat`, 'utf8');
    const kilobytes = Number(/^VmRSS:\s+(\d+)/m.exec(status)?.[1]);
    // The name, in parentheses, may hold spaces; user and system time are the 12th and 13th field after it.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    const ticks = Number(fields[11]) + Number(fields[12]);
    return { memoryMb: kilobytes / 1024, cpuMs: ticks * TICK_MS };
  } catch {
    return undefined;
  }
}
