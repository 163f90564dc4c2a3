import { readFile, rm } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';
import { writeFileAtomic } from '../../common/atomic-file.ts';

const contactSchema = z.object({
  url: z.url(),
  key: z.string(),
  /** Address of the page, with a session key. */
  pageUrl: z.url().optional(),
  pid: z.int(),
  /** PEM of the server's certificate, with HTTPS. */
  certificate: z.string().nullable().default(null),
});

/** How clients find and control the orchestrator of a workspace. */
export type Contact = z.infer<typeof contactSchema>;

const fileIn = (folder: string) => path.join(folder, 'orchestrator.json');

/** Readable by the owner only: it holds the control key. */
export async function writeContact(folder: string, contact: Contact): Promise<void> {
  await writeFileAtomic(fileIn(folder), `${JSON.stringify(contact)}\n`, { mode: 0o600 });
}

/** Undefined when no orchestrator has written one, or it is not readable. */
export async function readContact(folder: string): Promise<Contact | undefined> {
  const text = await readFile(fileIn(folder), 'utf8').catch(() => undefined);
  if (text === undefined) return undefined;
  try {
    return contactSchema.parse(JSON.parse(text));
  } catch {
    return undefined;
  }
}

export async function removeContact(folder: string): Promise<void> {
  await rm(fileIn(folder), { force: true });
}
