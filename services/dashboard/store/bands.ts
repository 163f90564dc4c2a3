import { computed, type ReadonlySignal } from '@preact/signals';
import type { ReleaseView } from '../../../orchestrator/control-plane/view/release-view.ts';
import { REGION_CONFIG } from '../../../orchestrator/core/definition/region-config-name.ts';
import { regionOf } from '../../../orchestrator/core/definition/cells.ts';
import { colorOf } from '../parts/value-text.ts';
import { regionNames, regionSignal, state } from './store.ts';

type Phase = ReleaseView['phases'][number];

/** A phase of the latest release with its regions: it fills as they answer the new version. */
export interface Band {
  /** Null: regions that no phase names, or no release yet. */
  phase: Pick<Phase, 'id' | 'name' | 'status'> | null;
  /** Those that are shown here, each once. */
  regions: readonly string[];
  /** The regions, or cells, that get the release with it. */
  subjects: readonly string[];
}

/** The regions in the order in which the latest release reaches them. */
export interface Wave {
  /** What a region answers that has the release; null before the first one. */
  to: { version: number; color: string | undefined } | null;
  bands: readonly Band[];
}

/** Of a phase whose regions are still at the step before it. */
const NOT_BEGUN: ReadonlySet<Phase['status']> = new Set(['to-come', 'not-released', 'blocked']);

/** The active release of the regions' config, or the last one. */
export function waveOf(names: readonly string[], releases: readonly ReleaseView[]): Wave {
  const ofRegions = releases.filter(({ config }) => config === REGION_CONFIG);
  const release =
    ofRegions.findLast(({ currentPhase }) => currentPhase !== null) ?? ofRegions.at(-1);
  const left = new Set(names);
  const bands: Band[] = [];
  for (const { id, name, status, regions } of release?.phases ?? [])
    addTo(
      bands,
      { id, name, status },
      regions.filter((region) => left.delete(region)),
    );
  addTo(bands, null, [...left]);
  const { configVersion: version, defaultValue } = release?.to ?? {};
  return {
    to: version === undefined ? null : { version, color: colorOf(defaultValue ?? true) },
    bands,
  };
}

/** A region is in one band: a further step of it, which other cells of it get, is shown there once it has begun. */
function addTo(bands: Band[], phase: Band['phase'], subjects: readonly string[]): void {
  const places = new Map(
    bands.flatMap(({ regions }, at) => regions.map((region) => [region, at] as const)),
  );
  const byPlace = new Map<number, string[]>();
  for (const name of subjects) {
    const at = places.get(regionOf(name)) ?? bands.length;
    const found = byPlace.get(at);
    if (found === undefined) byPlace.set(at, [name]);
    else found.push(name);
  }
  for (const [at, found] of byPlace) {
    const band = bands[at];
    if (band === undefined)
      bands.push({ phase, regions: [...new Set(found.map(regionOf))], subjects: found });
    // A cell that no phase names gets no release.
    else if (phase !== null)
      bands[at] = {
        phase: NOT_BEGUN.has(phase.status) ? band.phase : phase,
        regions: band.regions,
        subjects: [...band.subjects, ...found],
      };
  }
}

const releases = computed(() => state.value?.releases ?? []);
let latest: Wave = { to: null, bands: [] };

/** The wave of the shown state; the same object until it changes. */
export const wave: ReadonlySignal<Wave> = computed(() => {
  const next = waveOf(regionNames.value, releases.value);
  if (JSON.stringify(next) !== JSON.stringify(latest)) latest = next;
  return latest;
});

/** How many regions, or cells, of a band answer the new version. */
export function reachedCount({ subjects }: Band, { to }: Wave): number {
  if (to === null) return 0;
  return subjects.filter((name) => regionSignal(name).value?.answered?.configVersion === to.version)
    .length;
}
