/** The version of the log's format that this ColorTeller writes; `upgrade-log.ts` brings older ones up to it. */
export const LOG_VERSION = 2;

const FORMAT = 'colorteller-log';

/** A sealed part of the log, as the header of the log names it. */
export interface SegmentEntry {
  /** Sequence numbers of its first and last record. */
  first: number;
  last: number;
  /** Length of the compressed file. */
  bytes: number;
  /** CRC-32 of the compressed file, 8 hex digits. */
  checksum: string;
  /** The checksum of its last record, so that a snapshot made there is recognised without reading the segment. */
  lastRecord: string;
}

/** The first line of a log: its format, and what came before its first record. */
export interface LogHeader {
  version: number;
  /** Oldest first, without a gap from record 1 on. */
  segments: readonly SegmentEntry[];
}

/** The first line of a log that goes on from these segments. */
export function encodeHeader(segments: readonly SegmentEntry[] = []): string {
  const header = { format: FORMAT, version: LOG_VERSION };
  return `${JSON.stringify(segments.length === 0 ? header : { ...header, segments })}\n`;
}

/** The first line of a log that begins with record 1. */
export const LOG_HEADER = encodeHeader();

/** Parses a first line without its line break; undefined when it is not ours. Segments of a newer version are not read. */
export function parseHeader(line: string): LogHeader | undefined {
  const header = parseObject(line);
  const { format, version, segments = [] } = header ?? {};
  if (format !== FORMAT || !isCount(version)) return undefined;
  if (version > LOG_VERSION) return { version, segments: [] };
  return isChain(segments) ? { version, segments } : undefined;
}

/** Whether a crash in the write of a first line may have left this. A line that names segments is never torn. */
export function mayBecomeHeader(text: string): boolean {
  return Array.from({ length: LOG_VERSION }, (_, index) => index + 1).some((version) =>
    JSON.stringify({ format: FORMAT, version }).startsWith(text),
  );
}

function isChain(segments: unknown): segments is SegmentEntry[] {
  if (!Array.isArray(segments)) return false;
  let next = 1;
  for (const segment of segments as unknown[]) {
    if (!isSegmentEntry(segment) || segment.first !== next || segment.last < segment.first) {
      return false;
    }
    next = segment.last + 1;
  }
  return true;
}

function isSegmentEntry(value: unknown): value is SegmentEntry {
  if (typeof value !== 'object' || value === null) return false;
  const { first, last, bytes, checksum, lastRecord } = value as Partial<SegmentEntry>;
  return (
    [first, last, bytes].every(isCount) &&
    typeof checksum === 'string' &&
    typeof lastRecord === 'string'
  );
}

function isCount(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) > 0;
}

function parseObject(line: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(line);
    return typeof value === 'object' && value !== null
      ? (value as Record<string, unknown>)
      : undefined;
  } catch {
    return undefined;
  }
}
