import { cellName } from '../../orchestrator/core/definition/cells.ts';
import type { RegionSpec } from '../../orchestrator/ports/stack-spec.ts';
import type { RegionTarget } from '../../orchestrator/ports/decision-source.ts';

/**
 * A region or a cell of one, as the names of its resources begin and as rules know it: `us-west1`, `us-west1/canary`. No name
 * has a slash.
 */
export function unitName({ name }: Pick<RegionSpec, 'name'>, cell: string | undefined): string {
  return cell === undefined ? name : cellName(name, cell);
}

/** What rules can match of a region or a cell of one. */
export function customOf(
  { name, custom }: Pick<RegionSpec, 'name' | 'custom'>,
  cell: string | undefined,
): RegionSpec['custom'] {
  return cell === undefined ? custom : { ...custom, region: name, cell };
}

/** The questions that an update asks about a region: about itself, and about each of its cells. */
export function questionsOf(region: RegionSpec): RegionTarget[] {
  const cells = region.cells?.cells ?? [];
  return [targetOf(region), ...cells.map(({ name }) => targetOf(region, name))];
}

/** The question about a region, or about a cell of one. */
export function targetOf(
  region: Pick<RegionSpec, 'name' | 'environment' | 'custom'>,
  cell?: string,
): RegionTarget {
  const { environment } = region;
  return { region: unitName(region, cell), environment, custom: customOf(region, cell) };
}
