import { shortHash } from '../../orchestrator/common/hash.ts';

/** Label keys of everything that ColorTeller creates on a Docker host: owned things are found by label, not by name. */
export const LABELS = {
  /** Absolute path of the workspace that owns the thing. */
  workspace: 'dev.colorteller.workspace',
  stack: 'dev.colorteller.stack',
  region: 'dev.colorteller.region',
  /** Cell of its region; a region without cells has none, and a router serves them all. */
  cell: 'dev.colorteller.cell',
  /** Replica number in its region or cell, from 0. */
  replica: 'dev.colorteller.replica',
  /**
   * Docker host that holds the thing, or `process://FOLDER`. Our provider reads the host from this label,
   * because a provider on `@pulumi/pulumi/provider` does not get its own configuration.
   */
  host: 'dev.colorteller.host',
} as const;

/** Labels by their short names, as the Docker package's classes take them. */
export function dockerLabels(
  values: Partial<Record<keyof typeof LABELS, string>>,
): { label: string; value: string }[] {
  return Object.entries(values).map(([key, value]) => ({
    label: LABELS[key as keyof typeof LABELS],
    value,
  }));
}

/** The name of the provider and of the network of a host in our programs. */
export function hostName(host: string): string {
  return `host-${shortHash(host)}`;
}
