import { z } from 'zod';
import { AppError } from '../../common/errors/app-error.ts';
import { LOG_VERSION } from './log-header.ts';
import { upgradeEvent } from './upgrade-log.ts';
import type { StoredEvent } from '../../core/pipeline/event.ts';

/** The version of the export format that this ColorTeller writes and reads. */
const EXPORT_VERSION = 1;

const headerSchema = z.object({
  format: z.literal('colorteller-export'),
  version: z.int().positive(),
  /** ISO 8601. */
  exportedAt: z.string(),
  /** Name of the workspace's folder, for people. */
  workspace: z.string(),
  /** Version of the events' shapes, that of the log they come from. */
  logVersion: z.int().positive(),
  /** How many lines follow, so that an export which was cut is recognised. */
  events: z.int().nonnegative(),
  /** The text of the workspace file. */
  definition: z.string(),
});

export type ExportHeader = z.infer<typeof headerSchema>;

/** A workspace in one text: its definition and all its events. */
export interface ExportContent {
  header: ExportHeader;
  stored: StoredEvent[];
}

/** The chosen fields of an export; the rest of its header follows from the events. */
type ExportFacts = Pick<ExportHeader, 'exportedAt' | 'workspace' | 'definition'>;

/** An export as text: a line of JSON that says what it is, then one line `{seq, event}` for each event. */
export function encodeExport(facts: ExportFacts, stored: readonly StoredEvent[]): string {
  const header: ExportHeader = {
    format: 'colorteller-export',
    version: EXPORT_VERSION,
    exportedAt: facts.exportedAt,
    workspace: facts.workspace,
    logVersion: LOG_VERSION,
    events: stored.length,
    definition: facts.definition,
  };
  return [header, ...stored].map((line) => `${JSON.stringify(line)}\n`).join('');
}

/**
 * Reads an export of this or an older version; every line is checked before any of it is used.
 * @param source its name in error messages.
 * @throws AppError BAD_INPUT naming the line.
 */
export function parseExport(text: string, source: string): ExportContent {
  const lines = text.split('\n');
  const rest = lines.pop();
  const header = parseHeader(lines[0] ?? rest ?? '', source);
  if (rest !== '') throw exportInvalid(source, lines.length + 1, 'it has no end: the file was cut');
  const stored: StoredEvent[] = [];
  let lastAtMs = 0;
  for (const [index, text] of lines.slice(1).entries()) {
    const line = index + 2;
    const { seq, event } = parseLine(storedEventSchema, text, source, line);
    if (seq !== index + 1) {
      throw exportInvalid(source, line, `it says event ${seq}, ${index + 1} was due`);
    }
    if (event.atMs < lastAtMs) {
      throw exportInvalid(
        source,
        line,
        `its time ${event.atMs} is before that of the event before`,
      );
    }
    lastAtMs = event.atMs;
    stored.push({ seq, event: upgradeEvent(event, header.logVersion) });
  }
  if (stored.length !== header.events) {
    const why = `the header says ${header.events} events, here are ${stored.length}: the file was cut or added to`;
    throw exportInvalid(source, lines.length, why);
  }
  return { header, stored };
}

/** The refusal of an export, with the line (counted from 1) that is wrong. */
export function exportInvalid(source: string, line: number, why: string): AppError {
  return new AppError('BAD_INPUT', `${source}, line ${line}: ${why}`, {
    action: 'Make the export again with: npx colorteller export --out FILE; nothing was imported.',
    details: { source, line },
  });
}

function parseHeader(text: string, source: string): ExportHeader {
  const header = parseLine(headerSchema, text, source, 1);
  for (const [what, version, supported] of [
    ['export format is', header.version, EXPORT_VERSION],
    ['events are', header.logVersion, LOG_VERSION],
  ] as const) {
    if (version <= supported) continue;
    throw new AppError(
      'BAD_INPUT',
      `${source}, line 1: its ${what} of version ${version}, this ColorTeller supports up to ${supported}`,
      { action: 'Update ColorTeller; nothing was imported.', details: { source, line: 1 } },
    );
  }
  return header;
}

function parseLine<T>(schema: z.ZodType<T>, text: string, source: string, line: number): T {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw exportInvalid(source, line, `it is not JSON: ${String(error)}`);
  }
  const parsed = schema.safeParse(value);
  // The value itself: a schema returns a copy with its keys in another order.
  if (parsed.success) return value as T;
  const [issue] = parsed.error.issues;
  const at = issue === undefined || issue.path.length === 0 ? '' : `${issue.path.join('.')}: `;
  throw exportInvalid(source, line, `${at}${issue?.message ?? 'it is not valid'}`);
}

/**
 * The fields of every event of every version. The reducer checks the rest when an import
 * replays the events.
 */
const eventSchema = z.looseObject({
  type: z.string().min(1),
  /** Milliseconds since the epoch. */
  atMs: z.number().nonnegative(),
});

/** A line of an export after its first. */
const storedEventSchema = z.strictObject({ seq: z.int().positive(), event: eventSchema });
