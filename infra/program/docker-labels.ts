import { LABELS } from './labels.ts';

/** Labels by their short names, as the Docker package's classes take them. */
export function dockerLabels(
  values: Partial<Record<keyof typeof LABELS, string>>,
): { label: string; value: string }[] {
  return Object.entries(values).map(([key, value]) => ({
    label: LABELS[key as keyof typeof LABELS],
    value,
  }));
}
