import type { Definition } from '../../definition/definition.ts';
import { isDeepStrictEqual } from '../deep-equal.ts';
import type { Content } from '../state.ts';

/**
 * Whether a change makes a difference only in environments that need no pipeline. Someone in no environment at all is
 * not in one of those.
 */
export function touchesOnlyOptedOut(
  { environments }: Definition,
  before: Content,
  after: Content,
): boolean {
  if (environments.every(({ pipelineRequired }) => pipelineRequired)) return false;
  const required = environments.filter((one) => one.pipelineRequired).map(({ name }) => name);
  return [...required, null].every((environment) =>
    isDeepStrictEqual(seenIn(environment, before), seenIn(environment, after)),
  );
}

/** The part of a content that someone in an environment can meet. */
function seenIn(environment: string | null, { rules, defaultValue }: Content): Content {
  const seen = rules.filter(
    ({ environments }) =>
      environments === null || (environment !== null && environments.includes(environment)),
  );
  // Which other environments a rule holds in makes no difference in this one.
  return { defaultValue, rules: seen.map((rule) => ({ ...rule, environments: null })) };
}
