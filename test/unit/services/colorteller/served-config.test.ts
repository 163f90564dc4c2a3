import { describe, expect, it } from 'vitest';
import { serveNext, type ServedConfig } from '../../../../services/colorteller/served-config.ts';

const blue = { color: 'blue', release: null, configVersion: 1 };
const empty: ServedConfig = { current: null, problem: 'not read yet' };
const served: ServedConfig = {
  current: { config: blue, since: '1970-01-01T00:00:01.000Z' },
  problem: null,
};

describe('serveNext', () => {
  it('serves the first good config', () => {
    expect(serveNext(empty, { config: blue }, 1000)).toEqual({ state: served, outcome: 'flipped' });
  });

  it('reports the newest problem before the first good config', () => {
    expect(serveNext(empty, { problem: 'torn' }, 1000)).toEqual({
      state: { current: null, problem: 'torn' },
      outcome: 'refused',
    });
  });

  it('changes nothing for an equal config', () => {
    const next = serveNext(served, { config: { ...blue } }, 5000);
    expect(next).toEqual({ state: served, outcome: 'unchanged' });
    expect(next.state.current).toBe(served.current);
  });

  it.each([
    ['release', { ...blue, release: 'r-1' }],
    ['version', { ...blue, configVersion: 2 }],
  ])('keeps since when only the %s changes', (_name, config) => {
    expect(serveNext(served, { config }, 5000)).toEqual({
      state: { current: { config, since: '1970-01-01T00:00:01.000Z' }, problem: null },
      outcome: 'updated',
    });
  });

  it('resets since with another colour', () => {
    const purple = { color: 'purple', release: 'r-1', configVersion: 2 };
    expect(serveNext(served, { config: purple }, 5000)).toEqual({
      state: { current: { config: purple, since: '1970-01-01T00:00:05.000Z' }, problem: null },
      outcome: 'flipped',
    });
  });

  it('keeps the last good config with a problem, until the file is good again', () => {
    const refused = serveNext(served, { problem: 'bad colour' }, 5000);
    expect(refused).toEqual({
      state: { ...served, problem: 'bad colour' },
      outcome: 'refused',
    });
    expect(serveNext(refused.state, { config: blue }, 6000)).toEqual({
      state: served,
      outcome: 'unchanged',
    });
  });
});
