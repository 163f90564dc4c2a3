import { readFile, rename, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { WORKSPACE_FILE } from '../../orchestrator/core/definition/walkthrough.ts';

/** Edits the workspace file as many editors do: written beside it, then renamed over it. */
export async function editWorkspace(folder: string, edit: (text: string) => string): Promise<void> {
  const file = path.join(folder, WORKSPACE_FILE);
  await writeFile(`${file}.swp`, edited(await readFile(file, 'utf8'), edit));
  await rename(`${file}.swp`, file);
}

/** Edits it as others do: in place. */
export async function editInPlace(folder: string, edit: (text: string) => string): Promise<void> {
  const file = path.join(folder, WORKSPACE_FILE);
  await writeFile(file, edited(await readFile(file, 'utf8'), edit));
}

/** An edit that finds nothing to change would let a test wait for nothing. */
function edited(text: string, edit: (text: string) => string): string {
  const after = edit(text);
  if (after === text) throw new Error('the edit changes nothing');
  return after;
}
