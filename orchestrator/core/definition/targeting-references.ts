import type { Condition } from './condition-schema.ts';
import { unknownName, type DefinitionProblem } from './references.ts';
import type { WorkspaceDocument } from './schema.ts';

type Path = DefinitionProblem['path'];
type Entity = WorkspaceDocument['gates' | 'dynamicConfigs'][number];

/** Checks gates, segments and the rules of dynamic configs: what they name exists. */
export function checkTargeting(document: WorkspaceDocument): DefinitionProblem[] {
  const lists = ['gates', 'dynamicConfigs'] as const;
  return [
    ...lists.flatMap((list) =>
      document[list].flatMap((entity, index) => checkEntity(document, entity, [list, index])),
    ),
    ...checkCycles(document),
  ];
}

function checkEntity(document: WorkspaceDocument, entity: Entity, at: Path): DefinitionProblem[] {
  const environments = document.environments.map(({ name }) => name);
  const ids = entity.rules.map((rule) => rule.id ?? rule.name);
  const rules = entity.rules.flatMap((rule, index): DefinitionProblem[] => {
    const path = [...at, 'rules', index];
    return [
      ...(ids.indexOf(ids[index] ?? '') < index
        ? [{ path: [...path, 'name'], message: `rule "${ids[index] ?? ''}" is here already` }]
        : []),
      ...(rule.ramp !== undefined && entity.pipeline !== undefined
        ? [{ path: [...path, 'ramp'], message: rampInPipeline(entity.name, entity.pipeline) }]
        : []),
      ...(rule.environments ?? []).flatMap((name, position) =>
        environments.includes(name)
          ? []
          : [
              {
                path: [...path, 'environments', position],
                message: unknownName('environment', name, environments),
              },
            ],
      ),
      ...rule.conditions.flatMap((condition, position) =>
        checkCondition(document, condition, [...path, 'conditions', position]),
      ),
    ];
  });
  const listedIds = new Set<string>();
  const overrides = entity.overrides.flatMap((override, index) =>
    override.ids.flatMap((id, position) => {
      const isOverridden = listedIds.has(id);
      listedIds.add(id);
      const path = [...at, 'overrides', index, 'ids', position];
      return isOverridden ? [{ path, message: `"${id}" is overridden already` }] : [];
    }),
  );
  return [...rules, ...overrides];
}

/** As Statsig: scheduled rollouts and release pipelines exclude each other. */
function rampInPipeline(name: string, pipeline: string): string {
  return `a rule cannot ramp where changes go through a release pipeline: the phases of "${pipeline}" decide who gets a change of "${name}" and when, and a ramp would change it beside them; remove the ramp, or the pipeline`;
}

function checkCondition(
  document: WorkspaceDocument,
  condition: Condition,
  at: Path,
): DefinitionProblem[] {
  const path = [...at, 'targetValue'];
  const gate = gateOf(condition);
  const gates = document.gates.map(({ name }) => name);
  if (gate !== undefined && !gates.includes(gate)) {
    return [{ path, message: unknownName('gate', gate, gates) }];
  }
  const segment = segmentOf(condition);
  const segments = document.segments.map(({ name }) => name);
  if (segment !== undefined && !segments.includes(segment)) {
    return [{ path, message: unknownName('segment', segment, segments) }];
  }
  return [];
}

function gateOf(condition: Condition): string | undefined {
  return condition.type === 'passes_gate' || condition.type === 'fails_gate'
    ? condition.targetValue
    : undefined;
}

function segmentOf(condition: Condition): string | undefined {
  if (condition.type === 'passes_segment' || condition.type === 'fails_segment') {
    return condition.targetValue;
  }
  return 'operator' in condition &&
    (condition.operator === 'in_segment_list' || condition.operator === 'not_in_segment_list')
    ? condition.targetValue
    : undefined;
}

/** A gate that references itself, even indirectly, has no answer. */
function checkCycles({ gates }: WorkspaceDocument): DefinitionProblem[] {
  const gateReferences = new Map(
    gates.map(({ name, rules }) => [
      name,
      rules.flatMap(({ conditions }) =>
        conditions.map(gateOf).filter((gate) => gate !== undefined),
      ),
    ]),
  );
  return gates.flatMap(({ name }, index) => {
    const reached = new Set<string>();
    const open = [...(gateReferences.get(name) ?? [])];
    for (let next = open.pop(); next !== undefined; next = open.pop()) {
      if (!reached.has(next)) open.push(...(gateReferences.get(next) ?? []));
      reached.add(next);
    }
    const message = `gate "${name}" references itself (by ${[...reached].join(', ')})`;
    return reached.has(name) ? [{ path: ['gates', index, 'rules'], message }] : [];
  });
}
