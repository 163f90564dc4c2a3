import { asSubjects } from '../definition/cells.ts';
import type { Definition, Region, Rule } from '../definition/definition.ts';
import { matchesAnyRule } from '../targeting/match-rule.ts';
import type { Finding } from './coverage.ts';

/** The part of a region's traffic that rules match, 0 to 1: of a region with cells, by their weights. */
export function reachedShare(rules: readonly Rule[], region: Region): number {
  const weights = region.cells?.map(({ weight = 0 }) => weight) ?? [1];
  const reached = asSubjects(region).map((subject, index) =>
    matchesAnyRule(rules, subject) ? (weights[index] ?? 0) : 0,
  );
  return sum(reached) / sum(weights);
}

export function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}

export function percent(share: number): string {
  return `${Number((share * 100).toFixed(1))} %`;
}

/** A phase that names a cell which no region has: a cell that was renamed in one place only. */
export function unknownCells({ regions, pipelines }: Definition): Finding[] {
  const cells = new Set(regions.flatMap(({ cells: own = [] }) => own.map(({ name }) => name)));
  const fields = new Set(regions.flatMap(({ custom }) => custom['cell'] ?? []));
  return pipelines.flatMap(({ name: pipeline, phases }, index) =>
    phases.flatMap(({ id, rules }, phaseIndex) =>
      rules.flatMap(({ conditions }, ruleIndex) =>
        conditions.flatMap((condition): Finding[] => {
          if (condition.type !== 'custom_field' || condition.field !== 'cell') return [];
          if (condition.operator !== 'any' && condition.operator !== 'any_case_sensitive')
            return [];
          return [condition.targetValue].flat().flatMap((value): Finding[] => {
            if (cells.has(value) || fields.has(value)) return [];
            const known =
              cells.size === 0 ? 'no region has cells' : `cells: ${[...cells].join(', ')}`;
            return [
              {
                level: 'warning',
                kind: 'unknown-cell',
                path: ['pipelines', index, 'phases', phaseIndex, 'rules', ruleIndex],
                message: `phase "${id}" of pipeline "${pipeline}" chooses cell "${value}", which no region has (${known})`,
              },
            ];
          });
        }),
      ),
    ),
  );
}
