import { own } from '../../common/own.ts';
import { REGION_CONFIG } from '../../core/definition/region-config-name.ts';
import type { StateView } from './state-view.ts';

/** What the deployment does where no release is active. */
export interface Activity {
  kind: 'idle' | 'deploying' | 'rolling-back';
  /** Names of the regions that are not as decided; none when idle. */
  regions: readonly string[];
}

/** Idle only when every region applied and answers the decided version; a deployment that does not exist is idle, too. */
export function activityOf({
  configs,
  regions,
  releases,
  tooling,
}: Pick<StateView, 'configs' | 'regions' | 'releases' | 'tooling'>): Activity {
  const unsettled = regions
    .filter(({ decided, isSettled }) => decided !== null && !isSettled)
    .map(({ name }) => name);
  if (tooling === null || unsettled.length === 0) return { kind: 'idle', regions: [] };
  const last = releases.findLast(({ config }) => config === REGION_CONFIG);
  const current = own(configs, REGION_CONFIG)?.current.release ?? null;
  const isBack = last?.status === 'ABORTED' || (last !== undefined && last.id !== current);
  return { kind: isBack ? 'rolling-back' : 'deploying', regions: unsettled };
}
