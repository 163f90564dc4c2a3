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
    expect(waveOf(NAMES, [])).toEqual({
      to: null,
      bands: [{ phase: null, regions: NAMES, subjects: NAMES }],
    });
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

describe('the bands of regions with cells', () => {
  const CELLS = ['a/canary', 'a/rest', 'b/canary', 'b/rest', 'c'];

  /** The bands of a release whose phases have these statuses. */
  function bandsOf(...phases: readonly (readonly [status: string, ...regions: string[]])[]) {
    const steps = phases.map(([status, ...regions], n) => ({
      ...{ id: `${n}`, name: `${n}`, status, regions },
    }));
    const one = { ...release('rel-1', '0'), phases: steps } as unknown as ReleaseView;
    return waveOf(CELLS, [one]).bands.map(({ phase, regions, subjects }) => ({
      ...{ status: phase?.status ?? null, id: phase?.id ?? null },
      ...{ regions: regions.join(' '), subjects: subjects.join(' ') },
    }));
  }

  it('have each region once, though its steps are phases of their own', () => {
    const bands = bandsOf(
      ['live', 'a/canary'],
      ['to-come', 'a/rest'],
      ['to-come', 'b/canary'],
      ['to-come', 'b/rest'],
    );
    expect(bands).toEqual([
      { id: '0', status: 'live', regions: 'a', subjects: 'a/canary a/rest' },
      { id: '2', status: 'to-come', regions: 'b', subjects: 'b/canary b/rest' },
      { id: null, status: null, regions: 'c', subjects: 'c' },
    ]);
  });

  it.each([
    ['the step that has begun', 'done', 'live', '1'],
    ['the step before one that waits for its turn', 'done', 'to-come', '0'],
    ['the step that was aborted before one that is not released', 'aborted', 'not-released', '0'],
  ])('are named after %s', (_, first, second, id) => {
    const [band] = bandsOf([first, 'a/canary', 'b/canary'], [second, 'a/rest', 'b/rest']);
    expect(band).toMatchObject({ id, regions: 'a b' });
    expect(band?.subjects).toBe('a/canary b/canary a/rest b/rest');
  });

  it('lose no cell when the steps of regions alternate', () => {
    const bands = bandsOf(
      ['done', 'a/canary'],
      ['done', 'b/canary', 'c'],
      ['live', 'a/rest'],
      ['to-come', 'b/rest'],
    );
    expect(bands).toEqual([
      { id: '2', status: 'live', regions: 'a', subjects: 'a/canary a/rest' },
      { id: '1', status: 'done', regions: 'b c', subjects: 'b/canary c b/rest' },
    ]);
  });

  it('do not wait for a cell that no phase names', () => {
    const [band] = bandsOf(['live', 'a/canary', 'b/canary', 'b/rest', 'c']);
    expect(band?.subjects).toBe('a/canary b/canary b/rest c');
  });
});
