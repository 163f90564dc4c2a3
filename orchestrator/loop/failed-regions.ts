import type { Definition } from '../definition/definition.ts';
import type { AppError } from '../errors/app-error.ts';

/** The regions of a stack whose resources failed; empty where the error does not tell. */
export function failedRegions(
  { stacks }: Definition,
  stack: string,
  { details }: AppError,
): string[] {
  const failures = Array.isArray(details['failures']) ? (details['failures'] as unknown[]) : [];
  const names = failures.map((failure) => (failure as { name?: unknown }).name);
  const regions = stacks.find(({ name }) => name === stack)?.regions ?? [];
  return regions.filter((region) => names.some((name) => isOf(region, name)));
}

/** Resources are called after their region, replicas with their number: `us-west1`, `us-west1-0`. */
function isOf(region: string, name: unknown): boolean {
  if (typeof name !== 'string' || !name.startsWith(region)) return false;
  return /^(?:-\d+)?$/.test(name.slice(region.length));
}
