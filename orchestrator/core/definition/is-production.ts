import type { Environment } from './definition.ts';

/** Whether an environment serves users: as it says, else by its name. */
export function isProduction({
  name,
  production = isProductionByName(name),
}: Pick<Environment, 'name' | 'production'>): boolean {
  return production;
}

export function isProductionByName(name: string): boolean {
  return name === 'production';
}
