import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { z } from 'zod';
import { writeFileAtomic } from '../../common/atomic-file.ts';

const fileSchema = z.strictObject({
  /** The prefix of delivery ids. */
  id: z.uuid(),
  /** By webhook: the last event whose alerts are delivered, or failed for good. */
  reached: z.record(z.string(), z.int().nonnegative()),
});

/** The last delivered event of each webhook, in a file of the workspace that is written atomically. */
export interface Cursors {
  /** Unique to this file. */
  id: string;
  /** Undefined for a webhook that is new here. */
  reached(webhook: string): number | undefined;
  /** Resolves when this and all earlier notes are on disk. Rejects with the error of the disk. */
  note(webhook: string, seq: number): Promise<void>;
  /** Removes the cursors of other webhooks; re-adding one resets it. */
  keepOnly(webhooks: ReadonlySet<string>): Promise<void>;
  /** Resolves when no write is under way. */
  idle(): Promise<void>;
}

/** A damaged file counts as none: webhooks then start at the end of the log. */
export function openCursors(folder: string): Cursors {
  const file = path.join(folder, 'webhooks.json');
  const { id, reached: read } = readOf(file) ?? { id: randomUUID(), reached: {} };
  const reached = new Map(Object.entries(read));
  let writing: Promise<void> = Promise.resolve();
  let isQueued = false;

  /** One write at a time; at most one more waits, and writes the newest values. */
  const save = (): Promise<void> => {
    if (isQueued) return writing;
    isQueued = true;
    writing = writing
      .catch(() => undefined)
      .then(() => {
        isQueued = false;
        const content = { id, reached: Object.fromEntries(reached) };
        return writeFileAtomic(file, `${JSON.stringify(content)}\n`, { mode: 0o600 });
      });
    return writing;
  };
  return {
    id,
    reached: (webhook) => reached.get(webhook),
    note: (webhook, seq) => {
      reached.set(webhook, seq);
      return save();
    },
    keepOnly: async (webhooks) => {
      const removed = [...reached.keys()].filter((name) => !webhooks.has(name));
      for (const name of removed) reached.delete(name);
      if (removed.length > 0) await save();
    },
    idle: () => writing.catch(() => undefined),
  };
}

function readOf(file: string): z.infer<typeof fileSchema> | undefined {
  try {
    return fileSchema.parse(JSON.parse(readFileSync(file, 'utf8')));
  } catch {
    return undefined;
  }
}
