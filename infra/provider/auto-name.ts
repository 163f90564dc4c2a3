import { createHash } from 'node:crypto';
import { LABELS } from '../program/labels.ts';
import { hostLabel, labelBag, type LabelInput } from './label-inputs.ts';
import type { PropertyBag } from './property-bag.ts';

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
