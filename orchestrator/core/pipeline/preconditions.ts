import { refusal, type Refusal } from './refusal.ts';
import type { ConfigState } from './records.ts';

/** The state of a config that a change is based on; a change based on another state is refused. */
export interface Preconditions {
  /** Version of the current value, without active releases; left out: any. */
  ifVersion?: number;
  /** The active release, null: none; left out: any. */
  ifRelease?: string | null;
}

/** Refuses a change when the config changed since it was read; undefined when it did not. */
export function refuseStale(
  name: string,
  { current: { configVersion }, activeRelease }: ConfigState,
  { ifVersion = configVersion, ifRelease = activeRelease }: Preconditions,
): Refusal | undefined {
  if (ifVersion === configVersion && ifRelease === activeRelease) return undefined;
  const now =
    ifVersion === configVersion
      ? `${activeRelease === null ? 'no release' : `release ${activeRelease}`} is active now, not ${ifRelease ?? 'none'}`
      : `it has version ${configVersion} now, not ${ifVersion}`;
  return refusal(
    'STALE_CONFIG',
    `"${name}" has changed since: ${now}`,
    'Check the current value, then repeat the change if you still want it.',
  );
}
