import { own } from '../../common/own.ts';
import type { ConfigValue } from '../definition/definition.ts';
import { valueProblems } from '../definition/value-problems.ts';
import type { ValueProblem } from '../definition/value-schema.ts';
import type { PipelineEvent } from './event.ts';
import { reduce, type Reduction } from './reduce.ts';
import type { Refusal } from './refusal.ts';
import type { Content, Context } from './state.ts';

/**
 * Reduces an event that is new, whichever way it came: besides what the reducer refuses, no config may get a value that
 * its schema does not allow or that no region could be deployed with. What is in the log was admitted once, so a replay
 * does not ask again: a newer check must not change what happened.
 */
export function admit(present: Context, event: PipelineEvent): Reduction {
  const reduction = reduce(present.definition, present.state, event);
  if (!reduction.accepted) return reduction;
  const refused = invalidValue(present, reduction);
  return refused === undefined ? reduction : { accepted: false, ...refused };
}

/** Problems that were there before are no reason to refuse an event: it may be the one that ends them. */
function invalidValue(before: Context, next: Context): Refusal | undefined {
  if (next.definition === before.definition && next.state.configs === before.state.configs) {
    return undefined;
  }
  for (const { name } of next.definition.dynamicConfigs) {
    if (next.definition === before.definition && isSame(name, before, next)) continue;
    const found = problemsOf(name, next);
    if (found.length === 0) continue;
    const previous = new Set(problemsOf(name, before).map(textOf));
    const problems = found.filter((problem) => !previous.has(textOf(problem)));
    if (problems.length > 0) return refusalOf(name, problems);
  }
  return undefined;
}

function isSame(name: string, before: Context, next: Context): boolean {
  return own(before.state.configs, name) === own(next.state.configs, name);
}

/** Of the value that everyone has, and of the one that an active release brings. */
function problemsOf(name: string, { definition, state }: Context): ValueProblem[] {
  const config = definition.dynamicConfigs.find((candidate) => candidate.name === name);
  const present = own(state.configs, name);
  if (config === undefined || present?.kind !== 'dynamic-config') return [];
  const coming = own(state.activeReleases, present.activeRelease ?? '')?.to;
  const contents = coming === undefined ? [present.current] : [present.current, coming];
  return contents.flatMap(({ rules, defaultValue }) =>
    // The kind says of which type the values are.
    valueProblems(definition, { ...config, ...({ rules, defaultValue } as Content<ConfigValue>) }),
  );
}

function refusalOf(config: string, problems: readonly ValueProblem[]): Refusal {
  const placed = problems.map(inValue);
  const words = placed.map(({ path, message }) => `${path.join('.') || 'value'}: ${message}`);
  return {
    code: 'INVALID_VALUE',
    reason: `"${config}" cannot have this value: ${[...new Set(words)].join('; ')}`,
    action: 'Correct the value, or the schema of the config in the workspace file.',
    details: { config, property: placed[0]?.path.join('.'), problems: placed },
  };
}

/** Places in the default value are named without it. */
export function inValue({ path, message }: ValueProblem): ValueProblem {
  return { path: path[0] === 'defaultValue' ? path.slice(1) : path, message };
}

function textOf({ path, message }: ValueProblem): string {
  return `${path.join('.')}: ${message}`;
}
