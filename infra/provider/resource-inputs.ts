import type { CheckFailure, DiffResult } from '@pulumi/pulumi/provider/provider.js';
import { z } from 'zod';
import { type PropertyBag, UNKNOWN, holdsUnknown } from './property-bag.ts';
import { createHash } from 'node:crypto';
import { LABELS } from '../program/labels.ts';
import { parseHost } from './host.ts';

/**
 * Checks inputs against a schema and names every property that does not fit. A value that a preview cannot know yet
 * fits everywhere.
 */
export function checkInputs(schema: z.ZodType, inputs: PropertyBag): CheckFailure[] {
  const result = schema.safeParse(inputs);
  if (result.success) return [];
  return result.error.issues
    .filter((issue) => !leadsToUnknown(inputs, issue.path))
    .flatMap((issue) => failuresOf(issue));
}

function failuresOf(issue: z.core.$ZodIssue): CheckFailure[] {
  if (issue.code !== 'unrecognized_keys') {
    return [{ property: propertyPath(issue.path), reason: issue.message }];
  }
  return issue.keys.map((key) => ({
    property: propertyPath([...issue.path, key]),
    reason: 'this property is not supported here: remove it, or use the stock provider',
  }));
}

function leadsToUnknown(inputs: unknown, path: readonly PropertyKey[]): boolean {
  let value = inputs;
  for (const key of path) {
    if (value === UNKNOWN) return true;
    if (typeof value !== 'object' || value === null) return false;
    value = (value as Record<PropertyKey, unknown>)[key];
  }
  return value === UNKNOWN;
}

/** Written as Pulumi writes them: `ports[0].external`. */
function propertyPath(path: readonly PropertyKey[]): string {
  return path.reduce<string>((text, key) => {
    if (typeof key === 'number') return `${text}[${key}]`;
    return text === '' ? String(key) : `${text}.${String(key)}`;
  }, '');
}

/**
 * The name of a thing whose program gives none: the resource's own name and 7 digits of a hash. The stock provider
 * draws them at random; here the same resource of the same workspace always gets the same name.
 */
export function autoName(urn: string, olds: PropertyBag, labels: readonly LabelInput[]): string {
  const before = olds['name'];
  if (typeof before === 'string' && before !== '') return before;
  const own = urn.split('::').at(-1) ?? 'unnamed';
  const workspace = labelBag(labels)[LABELS.workspace] ?? '';
  const digits = createHash('sha256')
    .update(`${urn}\n${workspace}\n${hostLabel(labels) ?? ''}`)
    .digest('hex');
  return `${own}-${digits.slice(0, 7)}`;
}

/** Labels as the Docker package's classes take them. */
export const labelsSchema = z
  .array(z.strictObject({ label: z.string().min(1), value: z.string() }))
  .superRefine((labels, context) => {
    refuseTwice(
      labels.map(({ label }) => label),
      context,
    );
    const host = hostLabel(labels);
    if (host === undefined || host === UNKNOWN) return;
    try {
      parseHost(host);
    } catch (error) {
      context.addIssue({ code: 'custom', message: error instanceof Error ? error.message : '' });
    }
  });

export type LabelInput = z.infer<typeof labelsSchema>[number];

/** Labels that can be read already in a preview. */
export function knownLabels({ labels }: PropertyBag): LabelInput[] {
  return Array.isArray(labels)
    ? (labels as LabelInput[]).filter((label) => !holdsUnknown(label))
    : [];
}

export function labelBag(labels: readonly LabelInput[] = []): Record<string, string> {
  return Object.fromEntries(labels.map(({ label, value }) => [label, value]));
}

/** The host that a thing says it belongs to; undefined for this machine's default. */
export function hostLabel(labels: readonly LabelInput[] = []): string | undefined {
  return labels.find(({ label }) => label === LABELS.host)?.value;
}

/** Refuses a list that gives one name twice, where the last would silently win. */
export function refuseTwice(names: readonly string[], context: z.core.$RefinementCtx): void {
  const twice = names.find((name, index) => name !== UNKNOWN && names.indexOf(name) !== index);
  if (twice !== undefined)
    context.addIssue({ code: 'custom', message: `"${twice}" is given twice` });
}

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
