import { isCssColor } from '../../../services/colorteller/color.ts';
import { faultHeaders, type RequestedFault } from '../../../services/colorteller/fault-header.ts';
import { SERVED_HEADERS } from '../../../services/colorteller/wire.ts';
import { withTimeout } from '../../common/with-deadline.ts';
import type { TrafficAnswer } from './measure/bucket-store.ts';

/** How long a replica may take to answer. */
const TIMEOUT_MS = 2_000;

/** Port: one request to a replica. Null: no answer in time. It never rejects. */
export type AskRegion = (
  url: string,
  fault: RequestedFault,
  signal: AbortSignal,
) => Promise<TrafficAnswer | null>;

/** By HTTP: `GET URL/color`, over keep-alive connections. */
export const askRegion: AskRegion = async (url, fault, signal) => {
  const startedAtMs = performance.now();
  try {
    return await withTimeout(TIMEOUT_MS, signal, async (end) => {
      // A region never redirects.
      const options: RequestInit = { signal: end, headers: faultHeaders(fault), redirect: 'error' };
      const { status, headers, body } = await fetch(new URL('/color', url), options);
      await body?.pipeTo(new WritableStream());
      const latencyMs = performance.now() - startedAtMs;
      return { status, latencyMs, ...servedOf(headers) };
    });
  } catch {
    return null;
  }
};

/** Another program at the port may answer anything; the values become labels. */
function servedOf(headers: Headers): Pick<TrafficAnswer, 'color' | 'configVersion'> {
  const color = headers.get(SERVED_HEADERS.color) ?? '';
  const configVersion = headers.get(SERVED_HEADERS.configVersion) ?? '';
  return isCssColor(color) && /^\d{1,15}$/.test(configVersion)
    ? { color, configVersion }
    : { color: null, configVersion: null };
}
