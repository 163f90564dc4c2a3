import { own } from '../../common/own.ts';
import { checkDefinition } from '../../core/definition/check-definition.ts';
import type { Definition } from '../../core/definition/definition.ts';
import type { DefinitionProblem } from '../../core/definition/references.ts';
import { AppError } from '../../common/errors/app-error.ts';
import type { Content, Context } from '../../core/pipeline/state.ts';
import type { Plan } from './save.ts';

const SHOWN_PROBLEMS = 5;

/**
 * Refuses what the definition would not hold together with: a name that something still uses, or one that is not
 * there. Checked with the contents as everyone has them, and as active releases bring them.
 * @throws AppError BAD_INPUT naming each place.
 */
export function checkPlan({ definition, state }: Context, plan: Plan): Plan {
  const after = plan.definition ?? definition;
  const released = (name: string) =>
    own(state.activeReleases, own(state.configs, name)?.activeRelease ?? '')?.to;
  const current = (name: string) => own(state.configs, name)?.current;
  const planned = (name: string) =>
    plan.content?.config === name ? plan.content.change : undefined;
  const found = [
    ...problemsOf(after, (name) => planned(name) ?? current(name)),
    ...problemsOf(after, (name) => planned(name) ?? released(name) ?? current(name)),
  ];
  const texts = [...new Set(found)];
  if (texts.length === 0) return plan;
  const more = texts.length > SHOWN_PROBLEMS ? ` (and ${texts.length - SHOWN_PROBLEMS} more)` : '';
  throw new AppError('BAD_INPUT', `${texts.slice(0, SHOWN_PROBLEMS).join('; ')}${more}`, {
    action: 'Nothing was changed.',
  });
}

function problemsOf(
  definition: Definition,
  contentOf: (name: string) => Content | undefined,
): string[] {
  const fill = <One extends { name: string }>(config: One): One => {
    const content = contentOf(config.name);
    return content === undefined
      ? config
      : { ...config, rules: content.rules, defaultValue: content.defaultValue };
  };
  const filled: Definition = {
    ...definition,
    gates: definition.gates.map(fill),
    dynamicConfigs: definition.dynamicConfigs.map(fill),
  };
  return checkDefinition(filled).map((problem) => inWords(filled, problem));
}

const SINGULAR: Readonly<Record<string, string>> = {
  gates: 'gate',
  dynamicConfigs: 'dynamic config',
  pipelines: 'pipeline',
  environments: 'environment',
  regions: 'region',
  segments: 'segment',
  stacks: 'stack',
};

/** `gate "checkout", rules.0.environments.0: there is no environment "qa"`: by name, not by index. */
function inWords(definition: Definition, { path, message }: DefinitionProblem): string {
  const [list = '', index, ...rest] = path;
  const entry = (definition as unknown as Record<string, readonly { name?: string }[] | undefined>)[
    String(list)
  ]?.[Number(index)];
  const kind = SINGULAR[String(list)] ?? String(list);
  const where = entry?.name === undefined ? kind : `${kind} "${entry.name}"`;
  return `${rest.length === 0 ? where : `${where}, ${rest.join('.')}`}: ${message}`;
}
