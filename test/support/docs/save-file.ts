import { mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { parseDocument } from 'yaml';
import {
  WALKTHROUGH_PORTS,
  walkthroughFile,
  WORKSPACE_FILE,
} from '../../../orchestrator/core/definition/walkthrough.ts';

/** Saves what a document says belongs into a file; of a workspace file it takes the place of the sections of its names. */
export async function saveFile(
  file: string,
  text: string,
  usual: (text: string) => string,
): Promise<void> {
  await mkdir(path.dirname(file), { recursive: true });
  if (path.basename(file) !== WORKSPACE_FILE) return writeFile(file, text);
  const before = await readFile(file, 'utf8').catch(() =>
    usual(walkthroughFile(WALKTHROUGH_PORTS)),
  );
  await writeFile(file, withSections(before, text));
}

/** A workspace file with the sections of a part of one instead of its own. */
export function withSections(file: string, part: string): string {
  const document = parseDocument(file);
  const sections = parseDocument(part).toJS() as Record<string, unknown>;
  for (const [name, section] of Object.entries(sections)) document.set(name, section);
  return document.toString();
}
