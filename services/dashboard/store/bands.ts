import { computed, type ReadonlySignal } from '@preact/signals';
import type { ReleaseView } from '../../../orchestrator/control-plane/view/release-view.ts';
import { REGION_CONFIG } from '../../../orchestrator/core/definition/region-config-name.ts';
import { colorOf } from '../parts/value-text.ts';
import { regionNames, regionSignal, state } from './store.ts';

type Phase = ReleaseView['phases'][number];

/** A phase of the latest release with its regions: it fills as they answer the new version. */
export interface Band {
  /** Null: regions that no phase names, or no release yet. */
  phase: Pick<Phase, 'id' | 'name' | 'status'> | null;
  regions: readonly string[];
}

/** The regions in the order in which the latest release reaches them. */
export interface Wave {
  /** What a region answers that has the release; null before the first one. */
  to: { version: number; color: string | undefined } | null;
  bands: readonly Band[];
}

/** The active release of the regions' config, or the last one. */
export function waveOf(names: readonly string[], releases: readonly ReleaseView[]): Wave {
  const ofRegions = releases.filter(({ config }) => config === REGION_CONFIG);
  const release =
    ofRegions.findLast(({ currentPhase }) => currentPhase !== null) ?? ofRegions.at(-1);
  const left = new Set(names);
  const bands: Band[] = (release?.phases ?? []).map(({ id, name, status, regions }) => ({
    phase: { id, name, status },
    regions: regions.filter((region) => left.delete(region)),
  }));
  bands.push({ phase: null, regions: [...left] });
  const { configVersion: version, defaultValue } = release?.to ?? {};
  return {
    to: version === undefined ? null : { version, color: colorOf(defaultValue ?? true) },
    bands: bands.filter(({ regions }) => regions.length > 0),
  };
}

const releases = computed(() => state.value?.releases ?? []);
let latest: Wave = { to: null, bands: [] };

/** The wave of the shown state; the same object until it changes. */
export const wave: ReadonlySignal<Wave> = computed(() => {
  const next = waveOf(regionNames.value, releases.value);
  if (JSON.stringify(next) !== JSON.stringify(latest)) latest = next;
  return latest;
});

/** How many regions of a band answer the new version. */
export function reachedCount({ regions }: Band, { to }: Wave): number {
  if (to === null) return 0;
  return regions.filter((name) => regionSignal(name).value?.answered?.configVersion === to.version)
    .length;
}
