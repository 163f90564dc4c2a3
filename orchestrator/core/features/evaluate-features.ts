import type { TargetingRule } from '../definition/definition.ts';
import type { World } from '../targeting/condition-test.ts';
import { compileFindRule } from '../targeting/find-rule.ts';
import { matchesAnyRule } from '../targeting/match-rule.ts';
import { compileUnitId, type EvaluationUser } from '../targeting/user.ts';
import type { FeatureRules, GateRules } from './feature-rules.ts';

/** Whether a gate passes for a user of the region; undefined where there is no such gate. */
export type FeatureGate = (gate: string, userID: string, nowMs: number) => boolean | undefined;

/** Compiles the rules of a region's features. */
export function compileFeatures({
  environment,
  custom,
  gates,
  segments,
}: FeatureRules): FeatureGate {
  const tests = new Map(Object.entries(gates).map(([name, gate]) => [name, compileGate(gate)]));
  const lists = new Map(
    Object.entries(segments).map(([name, { idType, ids }]) => [
      name,
      { idOf: compileUnitId(idType), ids: new Set(ids) },
    ]),
  );
  const worldAt = (nowMs: number): World => {
    const world: World = {
      nowMs,
      passesGate: (name, user) => tests.get(name)?.(user, world) === true,
      isInSegment: (name, user) => {
        const id = lists.get(name)?.idOf(user);
        return id !== undefined && world.segmentHas(name, id);
      },
      segmentHas: (name, id) => lists.get(name)?.ids.has(id) === true,
    };
    return world;
  };
  return (gate, userID, nowMs) =>
    tests.get(gate)?.({ userID, environment, custom }, worldAt(nowMs));
}

function compileGate(gate: GateRules): (user: EvaluationUser, world: World) => boolean {
  const current = compileVersion(gate, gate.current);
  const { released } = gate;
  if (released === undefined) return current;
  const next = compileVersion(gate, released);
  const reach = released.reach.map(anywhere);
  return (user, world) => (matchesAnyRule(reach, user) ? next : current)(user, world);
}

function compileVersion(
  gate: GateRules,
  { rules, defaultValue }: GateRules['current'],
): (user: EvaluationUser, world: World) => boolean {
  const find = compileFindRule<boolean>({
    ...gate,
    name: '',
    rules: rules.map((rule): TargetingRule<boolean> => anywhere(rule)),
  });
  return (user, world) => {
    const found = find(user, world);
    return found.kind === 'rule' || found.kind === 'override' ? found.value : defaultValue;
  };
}

/** Its environments were resolved with the region. */
const anywhere = <Rule>(rule: Rule) => ({ ...rule, environments: null });
