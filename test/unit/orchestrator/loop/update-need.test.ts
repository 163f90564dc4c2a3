import { describe, expect, it } from 'vitest';
import type { RegionSpec } from '../../../../infra/program/stack-spec.ts';
import { createUpdateNeed } from '../../../../orchestrator/loop/update-need.ts';

const statsig = { api: null, keyHash: '0123456789abcdef' };
const told: RegionSpec = {
  name: 'central',
  environment: 'production',
  custom: {},
  port: 4411,
  replicas: 1,
  host: 'process:///x',
};
const west: RegionSpec = { ...told, name: 'west', port: 4401, statsig };

function needOf(start: RegionSpec[]) {
  let regions = start;
  let value: Record<string, unknown> = { color: 'blue' };
  const isNeeded = createUpdateNeed({
    stackSpec: (stack) => ({ workspace: '/w', stack, image: 'i', regions }),
    regions: () => regions.map(({ name }) => ({ name, decided: { value } })),
  });
  expect(isNeeded('s')).toBe(true);
  return {
    afterValue: (next: Record<string, unknown>) => {
      value = next;
      return isNeeded('s');
    },
    afterRegions: (next: RegionSpec[]) => {
      regions = next;
      return isNeeded('s');
    },
  };
}

describe('the need for an update', () => {
  it('is not there for another colour, where every region asks for it', () => {
    const need = needOf([west]);
    expect(need.afterValue({ color: 'purple' })).toBe(false);
  });

  it.each([
    ['image', 'i2'],
    ['memoryMb', 64],
    ['replicas', 2],
    ['env', { A: '1' }],
  ])('is there once for another %s', (property, content) => {
    const need = needOf([west]);
    expect(need.afterValue({ color: 'blue', [property]: content })).toBe(true);
    expect(need.afterValue({ color: 'red', [property]: content })).toBe(false);
  });

  it('is there for another definition', () => {
    const need = needOf([west]);
    expect(need.afterRegions([{ ...west, port: 4402 }])).toBe(true);
    expect(need.afterRegions([{ ...west, port: 4402 }])).toBe(false);
  });

  it('is always there where a region is told its colour', () => {
    const need = needOf([west, told]);
    expect(need.afterValue({ color: 'purple' })).toBe(true);
    expect(need.afterValue({ color: 'purple' })).toBe(true);
  });
});
