import { machineText } from './format-cost.ts';
import { machineProblem } from './machines.ts';
import { unknownName, type DefinitionProblem } from './references.ts';
import type { WorkspaceDocument } from './schema.ts';

/** Checks that each region gets the machine that it asks for, and that no machine has two prices in a region. */
export function checkMachines(document: WorkspaceDocument): DefinitionProblem[] {
  const { regions, prices = [] } = document;
  const names = regions.map(({ name }) => name);
  const problems: DefinitionProblem[] = [];
  prices.forEach((price, index) => {
    price.regions?.forEach((region, at) => {
      if (names.includes(region)) return;
      const path = ['prices', index, 'regions', at];
      problems.push({ path, message: unknownName('region', region, names) });
    });
    const earlier = prices
      .slice(0, index)
      .find((other) => machineText(other) === machineText(price) && shareRegion(other, price));
    if (earlier === undefined) return;
    const path = ['prices', index, 'machine'];
    const message = `${machineText(price)} has a price already; give each of them \`regions\` of its own`;
    problems.push({ path, message });
  });
  regions.forEach((region, index) => {
    const message = machineProblem(prices, region);
    if (message !== undefined) problems.push({ path: ['regions', index, 'machine'], message });
  });
  return problems;
}

interface Rented {
  regions?: readonly string[];
}

function shareRegion({ regions: some }: Rented, { regions: others }: Rented): boolean {
  if (some === undefined || others === undefined) return true;
  return some.some((region) => others.includes(region));
}
