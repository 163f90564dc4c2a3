import { describe, expect, it } from 'vitest';
import type { TrafficBucket } from '../../../../../orchestrator/runtime/traffic/measure/traffic-schema.ts';
import { arrivalsOf, thinned } from '../../../../../services/dashboard/store/arrivals.ts';

const bucket = (
  fromMs: number,
  color: string | null,
  requests: number,
  errors = 0,
): TrafficBucket => ({
  ...{ fromMs, color, configVersion: color, requests, errors },
  ...{ p50: 1, p95: 2, p99: 3 },
});

const kind = (color: string | null, isError: boolean, count: number) => ({ color, isError, count });

describe('the answers that arrived', () => {
  it('are none at first: what was measured before the page opened does not fall', () => {
    expect(arrivalsOf(undefined, [bucket(0, 'blue', 50)])).toEqual([]);
  });

  it('are by how much each bucket grew, and a new bucket whole', () => {
    const before = [bucket(0, 'blue', 50), bucket(5_000, 'blue', 3)];
    const now = [bucket(0, 'blue', 50), bucket(5_000, 'blue', 7), bucket(5_000, 'purple', 2)];
    expect(arrivalsOf(before, now)).toEqual([kind('blue', false, 4), kind('purple', false, 2)]);
  });

  it('tell the errors from the others, with the colour of both', () => {
    expect(arrivalsOf([bucket(0, 'purple', 10, 1)], [bucket(0, 'purple', 15, 3)])).toEqual([
      kind('purple', false, 3),
      kind('purple', true, 2),
    ]);
    expect(arrivalsOf([], [bucket(0, null, 2, 2)])).toEqual([kind(null, true, 2)]);
  });
});

describe('thinned answers', () => {
  it('are all of them where they are few', () => {
    const few = [kind('blue', false, 3), kind('purple', false, 1)];
    expect(thinned(few, 20, 0.5).map(({ color }) => color)).toEqual([
      'blue',
      'blue',
      'blue',
      'purple',
    ]);
  });

  it.each([0, 0.3, 0.99])(
    'are at most as many as asked for, by their shares, from phase %f',
    (phase) => {
      const many = [kind('blue', false, 900), kind('purple', false, 100)];
      const picked = thinned(many, 20, phase);
      expect(picked).toHaveLength(20);
      expect(picked.filter(({ color }) => color === 'purple')).toHaveLength(2);
    },
  );

  it('show a kind that is smaller than a dot as often as its share says', () => {
    const many = [kind('blue', false, 995), kind('purple', true, 5)];
    const phases = Array.from({ length: 100 }, (_, n) => n / 100);
    const rings = phases.flatMap((phase) => thinned(many, 20, phase).filter((one) => one.isError));
    expect(rings).toHaveLength(10);
  });
});
