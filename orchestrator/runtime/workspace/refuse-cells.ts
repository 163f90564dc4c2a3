import { AppError } from '../../common/errors/app-error.ts';
import type { Definition } from '../../core/definition/definition.ts';

/**
 * Cells are decided, evaluated and rehearsed, and nothing deploys them yet. A region with cells is refused where it would be
 * deployed: as one region it would get values that are meant for its cells.
 * @throws AppError WORKSPACE_INVALID
 */
export function refuseCells({ regions }: Pick<Definition, 'regions'>): void {
  const found = regions.filter(({ cells }) => cells !== undefined);
  const [first] = found;
  if (first === undefined) return;
  const names = first.cells?.map(({ name }) => name).join(', ') ?? '';
  const others = found.length === 1 ? '' : `, and ${found.length - 1} more regions have cells`;
  throw new AppError(
    'WORKSPACE_INVALID',
    `region "${first.name}" has cells (${names})${others}: cells are rehearsed and evaluated, deployment of cells is not there yet`,
    {
      action:
        'Remove cells and shardBy from the regions, or steps from the pipelines, to deploy; play the release meanwhile with: npx colorteller rehearse',
      details: { regions: found.map(({ name }) => name) },
    },
  );
}
