import { AppError } from '../../common/errors/app-error.ts';
import type { VersionRecord } from './version-record.ts';

/** Shortest beginning of a digest that names a version, without `sha256:`. */
const SHORTEST_DIGEST = 6;

/**
 * The version named by `latest`, a tag, an image or (the beginning of) a digest.
 * @param versions oldest first.
 * @throws AppError UNKNOWN_IMAGE when none or several match.
 */
export function findVersion<Version extends VersionRecord>(
  versions: readonly Version[],
  text: string,
): Version {
  const last = versions.at(-1);
  if (text === 'latest' && last !== undefined) return last;
  const named = versions.findLast(({ tag, image }) => tag === text || image === text);
  if (named !== undefined) return named;
  const digits = text.replace(/^sha256:/, '');
  const meant = versions.filter(
    ({ hosts }) =>
      digits.length >= SHORTEST_DIGEST &&
      hosts.some(({ digest }) => digest.startsWith(`sha256:${digits}`)),
  );
  const contents = new Set(meant.map(({ content }) => content));
  const [only] = contents.size === 1 ? meant : [];
  if (only !== undefined) return only;
  const tags = versions.map(({ tag }) => tag).join(', ');
  throw new AppError('UNKNOWN_IMAGE', `"${text}" names no version of this workspace`, {
    action:
      tags === ''
        ? 'There is none yet. Build one: npx colorteller build'
        : `Known: ${tags}. Build another: npx colorteller build --tag ${tagFrom(text)}`,
  });
}

/** A valid tag made of the text. */
function tagFrom(text: string): string {
  const tag = text.slice(text.lastIndexOf(':') + 1);
  return /^[\w][\w.-]{0,127}$/.test(tag) && tag !== 'latest' ? tag : 'TAG';
}
