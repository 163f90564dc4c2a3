import type { DiffResult } from '@pulumi/pulumi/provider/provider.js';
import { holdsUnknown, type PropertyBag } from './property-bag.ts';

/** A diff that also names the properties that change without a replacement. */
export interface DetailedDiff extends DiffResult {
  changes: boolean;
  /** Every property that differs. */
  diffs: string[];
  replaces: string[];
  deleteBeforeReplace: boolean;
}

export interface DiffRules {
  /** Properties to compare. */
  properties: readonly string[];
  /** Those whose lists have no order. */
  unordered: readonly string[];
  /** Whether a change of that property needs another resource. */
  isReplacing: (property: string, news: PropertyBag) => boolean;
  deleteBeforeReplace: boolean;
}

/** Compares recorded with desired inputs. An unknown value counts as a change; nothing given equals an empty list. */
export function diffInputs(olds: PropertyBag, news: PropertyBag, rules: DiffRules): DetailedDiff {
  const isChanged = (property: string): boolean => {
    const isUnordered = rules.unordered.includes(property);
    return (
      holdsUnknown(news[property]) ||
      canonical(olds[property], isUnordered) !== canonical(news[property], isUnordered)
    );
  };
  const diffs = rules.properties.filter(isChanged);
  const replaces = diffs.filter((property) => rules.isReplacing(property, news));
  return {
    changes: diffs.length > 0,
    diffs,
    replaces,
    deleteBeforeReplace: replaces.length > 0 && rules.deleteBeforeReplace,
  };
}

/** One text for all values that mean the same: key order and absent values do not matter. */
function canonical(value: unknown, isUnordered: boolean): string {
  if (Array.isArray(value)) {
    const items = value.map((item) => canonical(item, isUnordered));
    return items.length === 0 ? '' : `[${(isUnordered ? items.sort() : items).join(',')}]`;
  }
  if (typeof value !== 'object') return value === undefined ? '' : JSON.stringify(value);
  if (value === null) return '';
  const entries = Object.entries(value)
    .map(([key, item]) => [key, canonical(item, isUnordered)] as const)
    .filter(([, text]) => text !== '')
    .map(([key, text]) => `${JSON.stringify(key)}:${text}`);
  return entries.length === 0 ? '' : `{${entries.sort().join(',')}}`;
}
