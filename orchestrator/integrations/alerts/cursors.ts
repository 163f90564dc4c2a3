import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { z } from 'zod';
import { writeFileAtomic } from '../../common/atomic-file.ts';

const fileSchema = z.strictObject({
  /** What the ids of deliveries begin from. */
  id: z.uuid(),
  /** By webhook: the last event whose alerts are delivered, or given up. */
  reached: z.record(z.string(), z.int().nonnegative()),
});

/** How far each webhook was told, in a file of the workspace. Written as a whole, so that a crash leaves what was. */
export interface Cursors {
  /** Of this file: another workspace, or a copy of it, has another. */
  id: string;
  /** Undefined for a webhook that is new here. */
  reached(webhook: string): number | undefined;
  /** Resolves when it is on disk, with all that was noted meanwhile. Rejects with the error of the disk. */
  note(webhook: string, seq: number): Promise<void>;
  /** The others begin anew, should they come back. */
  keepOnly(webhooks: ReadonlySet<string>): Promise<void>;
}

/** A file that is damaged counts as none: its webhooks begin where the log ends. */
export function openCursors(folder: string): Cursors {
  const file = path.join(folder, 'webhooks.json');
  const { id, reached: read } = readOf(file) ?? { id: randomUUID(), reached: {} };
  const reached = new Map(Object.entries(read));
  let writing: Promise<void> = Promise.resolve();
  let isQueued = false;

  /** One writer, and one that waits for it with the newest: they never overtake each other. */
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
  };
}

function readOf(file: string): z.infer<typeof fileSchema> | undefined {
  try {
    return fileSchema.parse(JSON.parse(readFileSync(file, 'utf8')));
  } catch {
    return undefined;
  }
}
