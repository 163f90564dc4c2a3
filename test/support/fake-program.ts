import { chmod, mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';

/** Writes an executable shell script; its body may use only what the shell itself can do when PATH is empty. */
export async function fakeProgram(file: string, body: string): Promise<string> {
  await mkdir(path.dirname(file), { recursive: true });
  await writeFile(file, `#!/bin/sh\n${body}\n`);
  await chmod(file, 0o755);
  return file;
}
