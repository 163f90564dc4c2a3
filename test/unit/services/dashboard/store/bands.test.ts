import { describe, expect, it } from 'vitest';
import type { ReleaseView } from '../../../../../orchestrator/control-plane/view/release-view.ts';
import { waveOf } from '../../../../../services/dashboard/store/bands.ts';

const NAMES = ['a', 'b', 'c', 'd'];

function release(
  id: string,
  currentPhase: string | null,
  { config = 'colorteller', regions = [['c'], ['a', 'b']] } = {},
): ReleaseView {
  const phases = regions.map((of, n) => ({ id: `${id}-${n}`, name: `${n}`, regions: of }));
  const to = { configVersion: 2, defaultValue: { color: 'purple' } };
  return { id, config, currentPhase, phases, to } as unknown as ReleaseView;
}

const namesOf = (releases: readonly ReleaseView[]) =>
  waveOf(NAMES, releases).bands.map(({ phase, regions }) => [phase?.id ?? null, ...regions]);

describe('the bands of the regions', () => {
  it('are one without a release', () => {
    expect(waveOf(NAMES, [])).toEqual({ to: null, bands: [{ phase: null, regions: NAMES }] });
  });

  it('are the phases in order, and then the regions that no phase reaches', () => {
    expect(namesOf([release('rel-1', null)])).toEqual([
      ['rel-1-0', 'c'],
      ['rel-1-1', 'a', 'b'],
      [null, 'd'],
    ]);
  });

  it('are of the release that is active rather than of a later one that has ended', () => {
    const phases = namesOf([release('rel-1', 'rel-1-0'), release('rel-2', null)]);
    expect(phases[0]).toEqual(['rel-1-0', 'c']);
  });

  it('do not follow a release of another config', () => {
    const other = release('rel-2', 'rel-2-0', { config: 'banner', regions: [['d']] });
    expect(namesOf([release('rel-1', null), other])[0]).toEqual(['rel-1-0', 'c']);
  });

  it('name a region once, and none that is gone', () => {
    const twice = release('rel-1', null, {
      regions: [
        ['a', 'gone'],
        ['a', 'b'],
      ],
    });
    expect(namesOf([twice])).toEqual([
      ['rel-1-0', 'a'],
      ['rel-1-1', 'b'],
      [null, 'c', 'd'],
    ]);
  });
});
