import { cellName } from './cells.ts';
import { changingPart, type Condition } from './condition-schema.ts';
import type { WorkspaceDocument } from './schema.ts';

/** A fault in a workspace file: where (keys and indexes from the top) and what. */
export interface DefinitionProblem {
  path: readonly (string | number)[];
  message: string;
}

/** Checks what a schema cannot: names used once, references that exist, ports that do not meet. */
export function checkReferences(document: WorkspaceDocument): DefinitionProblem[] {
  return [
    ...duplicates('environments', document.environments),
    ...duplicates('regions', document.regions),
    ...duplicates('stacks', document.stacks ?? []),
    ...duplicates('dynamicConfigs', document.dynamicConfigs),
    ...duplicates('gates', document.gates),
    ...sharedNames(document),
    ...duplicates('segments', document.segments),
    ...duplicates('pipelines', document.pipelines),
    ...duplicates('webhooks', document.webhooks ?? []),
    ...checkFaults(document),
    ...checkRegions(document),
    ...checkPorts(document),
    ...checkStacks(document),
    ...checkPipelines(document),
  ];
}

function duplicates(list: string, items: readonly { name: string }[]): DefinitionProblem[] {
  return items.flatMap((item, index) =>
    items.findIndex((other) => other.name === item.name) < index
      ? [{ path: [list, index, 'name'], message: `"${item.name}" is used twice; names are unique` }]
      : [],
  );
}

/** A client that asks for a flag by its key alone, as OpenFeature does, must not find two. */
function sharedNames({ gates, dynamicConfigs }: WorkspaceDocument): DefinitionProblem[] {
  const configs = new Set(dynamicConfigs.map(({ name }) => name));
  return gates.flatMap(({ name }, index) =>
    configs.has(name)
      ? [
          {
            path: ['gates', index, 'name'],
            message: `"${name}" is a dynamic config already; gates and dynamic configs share their names`,
          },
        ]
      : [],
  );
}

function checkFaults({ faults, regions, stacks }: WorkspaceDocument): DefinitionProblem[] {
  const regionNames = regions.flatMap(({ name, cells = [] }) => [
    name,
    ...cells.map((cell) => cellName(name, cell.name)),
  ]);
  const stackNames = stacks?.map(({ name }) => name);
  return (faults?.plan ?? []).flatMap(({ name, region, stack }, index, plan) => {
    const at = (key: string) => ['faults', 'plan', index, key];
    if (region !== undefined && !regionNames.includes(region)) {
      return [{ path: at('region'), message: unknownName('region', region, regionNames) }];
    }
    if (stack !== undefined && stackNames?.includes(stack) === false) {
      return [{ path: at('stack'), message: unknownName('stack', stack, stackNames) }];
    }
    if (plan.findIndex((other) => other.name === name) === index) return [];
    return [{ path: at('name'), message: `"${name}" is used twice; names are unique` }];
  });
}

function checkRegions(document: WorkspaceDocument): DefinitionProblem[] {
  const environments = document.environments.map((environment) => environment.name);
  return document.regions.flatMap((region, index) =>
    environments.includes(region.environment)
      ? []
      : [
          {
            path: ['regions', index, 'environment'],
            message: unknownName('environment', region.environment, environments),
          },
        ],
  );
}

/** Two regions on one port cannot both run, also where replicas of one reach the port of another. */
function checkPorts(document: WorkspaceDocument): DefinitionProblem[] {
  const owners = new Map<number, string>();
  return document.regions.flatMap((region, index) => {
    for (let port = region.port; port < region.port + region.replicas; port++) {
      const owner = owners.get(port);
      if (owner !== undefined && owner !== region.name) {
        return [
          {
            path: ['regions', index, 'port'],
            message: `port ${port} is used by both "${owner}" and "${region.name}"; give each region ports of its own (a region takes one per replica)`,
          },
        ];
      }
      owners.set(port, region.name);
    }
    return [];
  });
}

function checkStacks(document: WorkspaceDocument): DefinitionProblem[] {
  if (document.stacks === undefined) return [];
  const regions = document.regions.map((region) => region.name);
  const problems: DefinitionProblem[] = [];
  const stackOf = new Map<string, string>();
  document.stacks.forEach((stack, stackIndex) => {
    stack.regions.forEach((region, index) => {
      const path = ['stacks', stackIndex, 'regions', index];
      const other = stackOf.get(region);
      if (!regions.includes(region)) {
        problems.push({ path, message: unknownName('region', region, regions) });
      } else if (other !== undefined) {
        problems.push({ path, message: `region "${region}" is in stack "${other}" already` });
      }
      stackOf.set(region, stack.name);
    });
  });
  for (const region of regions.filter((name) => !stackOf.has(name))) {
    problems.push({
      path: ['stacks'],
      message: `region "${region}" is in no stack; add it to one, or leave "stacks" out for one stack per environment`,
    });
  }
  return problems;
}

function checkPipelines(document: WorkspaceDocument): DefinitionProblem[] {
  const environments = document.environments.map((environment) => environment.name);
  const pipelines = document.pipelines.map((pipeline) => pipeline.name);
  const problems: DefinitionProblem[] = [];
  for (const list of ['gates', 'dynamicConfigs'] as const) {
    document[list].forEach(({ pipeline }, index) => {
      if (pipeline === undefined || pipelines.includes(pipeline)) return;
      problems.push({
        path: [list, index, 'pipeline'],
        message: unknownName('pipeline', pipeline, pipelines),
      });
    });
  }
  document.pipelines.forEach((pipeline, pipelineIndex) => {
    const ids = pipeline.phases.map((phase) => phase.id ?? phase.name);
    pipeline.phases.forEach((phase, phaseIndex) => {
      const at = ['pipelines', pipelineIndex, 'phases', phaseIndex];
      const id = phase.id ?? phase.name;
      if (ids.indexOf(id) < phaseIndex) {
        problems.push({
          path: [...at, 'name'],
          message: `phase "${id}" is in this pipeline already`,
        });
      }
      phase.rules.forEach((rule, ruleIndex) => {
        rule.conditions.forEach((condition, index) => {
          const path = [...at, 'rules', ruleIndex, 'conditions', index];
          problems.push(...checkTimeless(condition, path));
        });
        rule.environments?.forEach((environment, index) => {
          if (environments.includes(environment)) return;
          problems.push({
            path: [...at, 'rules', ruleIndex, 'environments', index],
            message: unknownName('environment', environment, environments),
          });
        });
      });
    });
  });
  return problems;
}

/** Within a release the regions that have the new value only grow, so nothing may end a match by itself. */
function checkTimeless(condition: Condition, path: DefinitionProblem['path']): DefinitionProblem[] {
  const what = changingPart(condition);
  if (what === undefined) return [];
  const message = `a phase cannot use "${what}": its result changes outside of the release, and a released phase stays released; name the regions by custom_field or environment_tier`;
  return [{ path: [...path, what === condition.type ? 'type' : 'operator'], message }];
}

/** Says that a name is not defined, and which are. */
export function unknownName(kind: string, found: string, names: readonly string[]): string {
  const choices = names.length === 0 ? 'none are defined' : `known: ${names.join(', ')}`;
  return `there is no ${kind} "${found}" (${choices})`;
}
