import type { Context } from './context.ts';

/** Whether nothing changed that decides who has which value: the definition, its configs, and the releases under way. */
export function haveSameDecisions(before: Context, after: Context): boolean {
  return (
    before.definition === after.definition &&
    before.state.configs === after.state.configs &&
    before.state.activeReleases === after.state.activeReleases
  );
}
