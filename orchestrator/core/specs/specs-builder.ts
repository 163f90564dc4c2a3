import type { Spec, SpecCondition } from './spec-types.ts';

/** Collects conditions and inner gates while specs are made; the same question is written once. */
export interface SpecsBuilder {
  /** The name that rules call a condition by. */
  key(condition: SpecCondition): string;
  /** Adds a gate that only other specs ask; `inner` becomes a part of its name. */
  addInnerGate(inner: string, spec: Pick<Spec, 'rules' | 'salt' | 'idType'>): void;
  /** The name of a condition that holds where an inner gate passes, or fails. */
  passes(inner: string, expected?: boolean): string;
  /** The name of a condition that holds where any of these does, or where none does. */
  anyOf(alternatives: readonly SpecCondition[], expected?: boolean): string;
  conditions(): Record<string, SpecCondition>;
  innerGates(): Record<string, Spec>;
}

export function createSpecsBuilder(): SpecsBuilder {
  const keys = new Map<string, string>();
  const conditions: Record<string, SpecCondition> = {};
  const innerGates: Record<string, Spec> = {};
  const unions = new Map<string, string>();

  const builder: SpecsBuilder = {
    key: (condition) => {
      const text = JSON.stringify(condition);
      const existing = keys.get(text);
      if (existing !== undefined) return existing;
      const key = `c${keys.size + 1}`;
      keys.set(text, key);
      conditions[key] = condition;
      return key;
    },
    addInnerGate: (inner, spec) => {
      innerGates[gateName(inner)] = {
        type: 'feature_gate',
        entity: 'segment',
        enabled: true,
        defaultValue: false,
        ...spec,
      };
    },
    passes: (inner, expected = true) =>
      builder.key({
        type: expected ? 'pass_gate' : 'fail_gate',
        targetValue: gateName(inner),
        idType: 'userID',
      }),
    anyOf: (alternatives, expected = true) => {
      const [only, ...others] = alternatives;
      if (only !== undefined && others.length === 0 && expected) return builder.key(only);
      const sets = alternatives.map((alternative) => [builder.key(alternative)]);
      const text = sets.join();
      const inner = unions.get(text) ?? `any:${unions.size + 1}`;
      if (!unions.has(text)) {
        unions.set(text, inner);
        builder.addInnerGate(inner, passingOn(sets));
      }
      return builder.passes(inner, expected);
    },
    conditions: () => conditions,
    innerGates: () => innerGates,
  };
  return builder;
}

/** A gate that passes where all conditions of one of the sets hold. */
export function passingOn(
  sets: readonly (readonly string[])[],
): Pick<Spec, 'rules' | 'salt' | 'idType'> {
  return {
    salt: '',
    idType: 'userID',
    rules: sets.map((conditions, index) => ({
      name: `${index + 1}`,
      id: `${index + 1}`,
      salt: '',
      passPercentage: 100,
      idType: 'userID',
      conditions,
      returnValue: true,
    })),
  };
}

/** The SDK takes a gate of such a name for a segment: nested, it leaves no exposure. */
function gateName(inner: string): string {
  return `segment:${inner}`;
}
