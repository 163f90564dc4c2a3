import { checksum } from '../../orchestrator/runtime/store/log-file.ts';

/** A log of some version, of events in the shapes of that version. */
export function logText(version: number, events: readonly unknown[]): string {
  const records = events.map((event, index) => {
    const body = `${index + 1} ${JSON.stringify(event)}`;
    return `${checksum(body)} ${body}\n`;
  });
  return `{"format":"colorteller-log","version":${version}}\n${records.join('')}`;
}
