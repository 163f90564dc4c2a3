import { crc32 } from 'node:zlib';
import type { PipelineEvent } from '../pipeline/event.ts';
import type { StoredEvent } from './event-store.ts';

/** First line of a log file: names the format, so that a later version can tell and upgrade. */
export const LOG_HEADER = `${JSON.stringify({ format: 'colorteller-log', version: 1 })}\n`;

/** One record: `CHECKSUM SEQ EVENT\n`, the checksum (CRC-32, 8 hex digits) over all that follows it. */
export function encodeRecord({ seq, event }: StoredEvent): string {
  const body = `${seq} ${JSON.stringify(event)}`;
  return `${checksum(body)} ${body}\n`;
}

/** The record in a line without its line break; undefined when it is torn or damaged. */
export function decodeRecord(line: string): StoredEvent | undefined {
  const match = /^([0-9a-f]{8}) ((\d+) (\{.*\}))$/.exec(line);
  const [, sum, body, seq, json] = match ?? [];
  if (sum === undefined || body === undefined || json === undefined || checksum(body) !== sum) {
    return undefined;
  }
  // The checksum vouches that this is what encodeRecord wrote.
  return { seq: Number(seq), event: JSON.parse(json) as PipelineEvent };
}

function checksum(text: string): string {
  return crc32(text).toString(16).padStart(8, '0');
}
