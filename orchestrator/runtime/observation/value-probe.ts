import { jsonOf } from '../../common/readable.ts';
import { withTimeout } from '../../common/with-deadline.ts';
import type { ProbeSettings } from '../../core/definition/definition.ts';
import { parseJsonPath, valueAt } from '../../core/definition/json-path.ts';
import type { AppliedVersion, RegionStatus } from '../../core/pipeline/records.ts';
import { PROBE_TIMEOUT_MS, reasonOf, type Observation } from './region-probe.ts';

/** What was given to a region, and what it should be given. */
export interface Expected {
  applied: RegionStatus['applied'];
  decided: AppliedVersion | undefined;
}

/** Asks a region that does not run our service for its value, as `probe` of the workspace says. It never rejects. */
export function probeValue(
  url: string,
  settings: ProbeSettings,
  { expected, signal }: { expected: () => Expected; signal: AbortSignal },
): Promise<Observation> {
  return withTimeout(PROBE_TIMEOUT_MS, signal, async (end, isLate) => {
    try {
      const address = new URL(settings.path, url).href;
      const response = await fetch(address, { signal: end });
      if (!response.ok) {
        await response.body?.cancel();
        return { answer: null, problem: `${address} answers with status ${response.status}` };
      }
      const found = valueAt(jsonOf(await response.text()), parseJsonPath(settings.color) ?? []);
      if (typeof found === 'string') return answerOf(found, { url, ...expected() });
      const what = found === undefined ? 'nothing' : JSON.stringify(found).slice(0, 60);
      return { answer: null, problem: `${address} has ${what} at ${settings.color}, not a text` };
    } catch (error) {
      const reason = isLate() ? `no answer in ${PROBE_TIMEOUT_MS} ms` : reasonOf(error);
      return { answer: null, problem: `${url} does not answer (${reason})` };
    }
  });
}

/**
 * Such a region answers a value, and no version: it is the version that was applied where that has this value, else the
 * one that was decided, which an update may just have brought. Any other value is of no version.
 */
function answerOf(
  color: string,
  { url, applied, decided }: Expected & { url: string },
): Observation {
  const version = [applied, decided].find((candidate) => candidate?.color === color);
  if (version == null) {
    const given = applied === null ? 'nothing was applied' : `"${applied.color}" was applied`;
    return { answer: null, problem: `${url} answers "${color}", and ${given}` };
  }
  const { configVersion, release } = version;
  return { answer: { color, configVersion, release, instance: url }, problem: null };
}
