import { shortHash } from '../../common/hash.ts';

/** A valid name of a Kubernetes object (RFC 1123). */
const LABEL = /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/;
const LONGEST_STEM = 50;

/** A valid Kubernetes name; one that had to be altered ends with a hash of the original, so that names stay unique. */
export function objectName(name: string): string {
  if (LABEL.test(name)) return name;
  const stem = name
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .slice(0, LONGEST_STEM);
  return `${stem}-${shortHash(name)}`;
}
