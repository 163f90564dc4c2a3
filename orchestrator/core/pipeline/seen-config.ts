import { refusal, type Refusal } from './refusal.ts';
import type { ConfigState } from './records.ts';

/** How a config was when whoever changes it looked, so that a change made from something else is refused. */
export interface SeenConfig {
  /** Version of the value that everyone had who no release had reached; left out: whatever it is. */
  ifVersion?: number;
  /** The release that was active, null: none; left out: whichever. */
  ifRelease?: string | null;
}

/** Refuses a change of a config that is another than its maker saw; undefined where it is as they saw it. */
export function refuseStale(
  name: string,
  { current: { configVersion }, activeRelease }: ConfigState,
  { ifVersion = configVersion, ifRelease = activeRelease }: SeenConfig,
): Refusal | undefined {
  if (ifVersion === configVersion && ifRelease === activeRelease) return undefined;
  const now =
    ifVersion === configVersion
      ? `${activeRelease === null ? 'no release' : `release ${activeRelease}`} is active now, not ${ifRelease ?? 'none'}`
      : `it has version ${configVersion} now, not ${ifVersion}`;
  return refusal(
    'STALE_CONFIG',
    `"${name}" has changed since: ${now}`,
    'Look at what it is now, then change that if you still mean it.',
  );
}
