import type { Disk } from './disk.ts';
import { encodeHeader } from './log-header.ts';
import { encodeRecord } from './log-record.ts';
import type { LogContent } from './read-log.ts';

/**
 * Rewrites a log of an older version in the current format; the original is kept beside it as `events.log.v1`
 * or so. Killed at any moment, the log is the old one or the new one. Resolves to the path of the old one.
 */
export async function upgradeLogFile(
  disk: Disk,
  file: string,
  { version, segments, stored }: LogContent,
): Promise<string> {
  const backup = await keepAs(disk, file, `${file}.v${version}`);
  await disk.replace(file, encodeHeader(segments) + stored.map(encodeRecord).join(''));
  return backup;
}

/** A different log of that name (of a workspace that was reset, say) is never overwritten. */
async function keepAs(disk: Disk, file: string, preferred: string): Promise<string> {
  for (let n = 1; ; n++) {
    const name = n === 1 ? preferred : `${preferred}-${n}`;
    if (await disk.link(file, name)) return name;
  }
}
