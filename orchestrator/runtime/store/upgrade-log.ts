import type { PipelineEvent } from '../../core/pipeline/event.ts';
import { LOG_VERSION, encodeHeader } from './log-header.ts';
import type { Disk } from './disk.ts';
import type { LogContent } from './read-log.ts';
import { encodeRecord } from './log-file.ts';

/** An event as a log of some version holds it. */
type AnyEvent = Readonly<Record<string, unknown>>;

/**
 * `upgrades[n]` turns an event of a log of version n into the one of version n + 1 that means the same. An entry is
 * never changed once it is released: logs of every version stay readable.
 */
const upgrades: Readonly<Record<number, (event: AnyEvent) => AnyEvent>> = {
  // A config change can set more than a default value.
  1: (event) => {
    if (event['type'] !== 'config-changed') return event;
    const { value, ...rest } = event;
    return { ...rest, change: { defaultValue: value } };
  },
};

/** An event of a log of version `from`, in the shape of today. */
export function upgradeEvent(event: object, from: number): PipelineEvent {
  let upgraded: AnyEvent = { ...event };
  for (let version = from; version < LOG_VERSION; version++) {
    const upgrade = upgrades[version];
    if (upgrade === undefined) throw new Error(`no upgrade of a log of version ${version}`);
    upgraded = upgrade(upgraded);
  }
  // The checksum of its record vouched for the event, and each upgrade for the one that it made.
  return upgraded as unknown as PipelineEvent;
}

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
