import { shortHash } from '../../common/hash.ts';

/** What Kubernetes takes as the name of anything (RFC 1123). */
const LABEL = /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/;
const LONGEST_STEM = 50;

/** A name as Kubernetes takes it; one that had to be altered ends with a hash of what it was, so that no two meet. */
export function objectName(name: string): string {
  if (LABEL.test(name)) return name;
  const stem = name
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .slice(0, LONGEST_STEM);
  return `${stem}-${shortHash(name)}`;
}
