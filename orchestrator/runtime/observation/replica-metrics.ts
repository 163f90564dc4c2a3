import { withTimeout } from '../../common/with-deadline.ts';
import { PROBE_TIMEOUT_MS, reasonOf } from './region-probe.ts';

/** What a process said of itself; null: it did not. */
export interface ReplicaReading {
  cpuSeconds: number | null;
  memoryBytes: number | null;
  problem: string | null;
}

/** Port: reads the metrics of one replica. It never rejects. */
export type ReplicaMetrics = (url: string, signal: AbortSignal) => Promise<ReplicaReading>;

/** By HTTP: `GET URL/metrics`, in the text format of Prometheus. */
export const httpReplicaMetrics: ReplicaMetrics = (url, signal) =>
  withTimeout(PROBE_TIMEOUT_MS, signal, async (end, isLate) => {
    const unknown = { cpuSeconds: null, memoryBytes: null };
    try {
      const response = await fetch(`${url}/metrics`, { signal: end, redirect: 'manual' });
      if (!response.ok) {
        await response.body?.cancel();
        return { ...unknown, problem: `${url}/metrics answers with status ${response.status}` };
      }
      const text = await response.text();
      const [cpuSeconds, memoryBytes] = [
        valueOf(text, 'process_cpu_seconds_total'),
        valueOf(text, 'process_resident_memory_bytes'),
      ];
      const isUnsaid = cpuSeconds === null || memoryBytes === null;
      const problem = `${url}/metrics lacks process_cpu_seconds_total or process_resident_memory_bytes`;
      return { cpuSeconds, memoryBytes, problem: isUnsaid ? problem : null };
    } catch (error) {
      const reason = isLate() ? `no answer in ${PROBE_TIMEOUT_MS} ms` : reasonOf(error);
      return { ...unknown, problem: `${url}/metrics does not answer (${reason})` };
    }
  });

function valueOf(text: string, name: string): number | null {
  const [, value = ''] = new RegExp(`^${name}(?:\\{[^}\\n]*\\})? (\\S+)`, 'm').exec(text) ?? [];
  const number = Number(value);
  return value !== '' && Number.isFinite(number) ? number : null;
}
