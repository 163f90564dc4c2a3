import type { DefinitionProblem } from './references.ts';
import type { WorkspaceDocument } from './schema.ts';

type Region = WorkspaceDocument['regions'][number];
type Path = DefinitionProblem['path'];

/** Checks what a schema cannot say of cells: each gets traffic, and each key belongs to one of them. */
export function checkCells({ regions }: WorkspaceDocument): DefinitionProblem[] {
  return regions.flatMap((region, index) => checkRegion(region, ['regions', index]));
}

function checkRegion({ name: region, cells, shardBy }: Region, at: Path): DefinitionProblem[] {
  if (cells === undefined) {
    if (shardBy === undefined) return [];
    const message = `region "${region}" has no cells to shard to; add cells, or remove shardBy`;
    return [{ path: [...at, 'shardBy'], message }];
  }
  const problems: DefinitionProblem[] = [];
  const names = new Set<string>();
  const ownerOf = new Map<string, string>();
  for (const [index, { name, weight, keys = [] }] of cells.entries()) {
    const path = [...at, 'cells', index];
    if (names.has(name)) {
      const message = `region "${region}" has a cell "${name}" already; names of cells are unique in their region`;
      problems.push({ path: [...path, 'name'], message });
    }
    names.add(name);
    if (weight === undefined && keys.length === 0) {
      const message = `cell "${name}" gets no traffic: give it a weight${shardBy === undefined ? '' : ', or keys'}`;
      problems.push({ path, message });
    }
    if (keys.length > 0 && shardBy === undefined) {
      const message = `keys of cell "${name}" need shardBy in region "${region}", which says whose values they are: shardBy: { header: x-company }`;
      problems.push({ path: [...path, 'keys'], message });
    }
    for (const [position, key] of keys.entries()) {
      const owner = ownerOf.get(key);
      if (owner !== undefined) {
        const message =
          owner === name
            ? `key "${key}" is in cell "${name}" twice`
            : `key "${key}" is pinned to cell "${owner}" and to cell "${name}"; a key belongs to one cell`;
        problems.push({ path: [...path, 'keys', position], message });
      }
      ownerOf.set(key, name);
    }
  }
  if (cells.every(({ weight }) => weight === undefined)) {
    const message = `no cell of region "${region}" has a weight: requests whose key is pinned nowhere have no cell; give one cell a weight`;
    problems.push({ path: [...at, 'cells'], message });
  }
  return problems;
}
