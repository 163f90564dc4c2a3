import { z } from 'zod';
import { LABELS } from '../program/labels.ts';
import { parseHost } from './host.ts';
import { UNKNOWN } from './property-bag.ts';

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
