import { describe, expect, it } from 'vitest';
import type { PlannedChange } from '../../../../../orchestrator/ports/planned-change.ts';
import { planOf } from '../../../../../orchestrator/runtime/plan/plan.ts';
import { plannedChange } from '../../../../support/planned-changes.ts';

const PHASE = { release: 'rel-1', phase: 'west' };
const regions = ['west', 'east'].map((name) => ({
  name,
  isInPhase: name === 'west',
  configSource: 'file' as const,
}));
const plan = (changes: PlannedChange[], what = PHASE) =>
  planOf({ ...what, costs: [] }, [{ stack: 's', regions, changes }]);
const color = (to: string) =>
  plannedChange('update RegionConfig west', [{ path: 'config.color', from: 'blue', to }]);

describe('a plan', () => {
  it('lists the regions of the phase, and others that change, with their operations', () => {
    const made = plan([
      plannedChange('same Network n'),
      plannedChange('same Container west-0'),
      color('purple'),
      plannedChange('same Container east-0'),
    ]);
    expect(made).toMatchObject({
      ...PHASE,
      counts: { same: 3, create: 0, update: 1, replace: 0, delete: 0 },
      deletes: [],
      shared: [],
      regions: [{ name: 'west', stack: 's', isInPhase: true, operation: 'update' }],
    });
    expect(made.regions[0]?.changes.map(({ name }) => name)).toEqual(['west']);
  });

  it('does not take the end of a choice of a machine for a deletion: no container goes', () => {
    const made = plan([
      plannedChange('delete Machine east'),
      plannedChange('same Container east-0'),
    ]);
    expect([made.deletes, made.regions.map(({ name }) => name)]).toEqual([[], ['west', 'east']]);
  });

  it.each([
    ['same', ['same Container east-0'], undefined],
    ['create', ['create Container east-0', 'create RegionConfig east'], 'create'],
    ['delete', ['delete Container east-0', 'delete RegionConfig east'], 'delete'],
    ['replace', ['replace Container east-0', 'update RegionConfig east'], 'replace'],
    ['one replica less', ['delete Container east-1', 'same RegionConfig east'], 'update'],
  ])('sums a region up: %s', (_what, changes, operation) => {
    const { regions: planned } = plan(changes.map((text) => plannedChange(text)));
    expect(planned.find(({ name }) => name === 'east')?.operation).toBe(operation);
  });

  it('lists deletions of regions, also of those no longer defined, but no replacements', () => {
    const made = plan([
      plannedChange('replace Container west-0'),
      plannedChange('delete Container us-west1-0'),
      plannedChange('delete RegionConfig us-west1'),
      plannedChange('delete Network n'),
    ]);
    expect(made.deletes).toEqual(['us-west1']);
    expect(made.shared.map(({ name }) => name)).toEqual(['n']);
    expect(made.regions).toContainEqual(
      expect.objectContaining({ name: 'us-west1', isInPhase: false, operation: 'delete' }),
    );
  });

  it('has a hash that ignores the order and unchanged resources', () => {
    const changes = [color('purple'), plannedChange('delete Container east-0')];
    const { hash } = plan(changes);
    expect(hash).toMatch(/^[0-9a-f]{64}$/);
    expect(plan([...changes].reverse()).hash).toBe(hash);
    expect(plan([...changes, plannedChange('same Container west-0')]).hash).toBe(hash);
    const swapped = {
      ...color('purple'),
      differences: [{ to: 'purple', path: 'config.color', from: 'blue' }],
    };
    expect(plan([swapped, changes[1]!]).hash).toBe(hash);
  });

  it.each([
    ['value', [color('green')], PHASE],
    ['operation', [{ ...color('purple'), operation: 'replace' as const }], PHASE],
    ['further change', [color('purple'), plannedChange('create Container west-1')], PHASE],
    ['nothing', [], PHASE],
    ['phase', [color('purple')], { ...PHASE, phase: 'east' }],
    ['release', [color('purple')], { ...PHASE, release: 'rel-2' }],
  ])('has another hash with another %s', (_what, changes, what) => {
    expect(plan(changes, what).hash).not.toBe(plan([color('purple')]).hash);
  });
});
