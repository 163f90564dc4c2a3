import { createHash } from 'node:crypto';
import type { Definition } from '../../core/definition/definition.ts';
import { LONGEST_INLINE_SEGMENT } from '../../core/specs/resolve-condition.ts';

/** A segment as a file that SDKs download: a line for each ID, `+` and the beginning of its hash. */
export interface IdList {
  name: string;
  /** Another for another content. */
  fileID: string;
  content: Buffer;
}

/** The segments that are too long to stand in the specs. */
export function idListsOf({ segments }: Definition): IdList[] {
  return segments
    .filter(({ ids }) => ids.length > LONGEST_INLINE_SEGMENT)
    .map(({ name, ids }) => {
      const content = Buffer.from(ids.map((id) => `+${hashOf(id).slice(0, 8)}\n`).join(''));
      const fileID = createHash('sha256').update(name).update(content).digest('hex').slice(0, 32);
      return { name, fileID, content };
    });
}

function hashOf(id: string): string {
  return createHash('sha256').update(id).digest('base64');
}
