import { createHash, randomUUID } from 'node:crypto';
import { readFile, rename, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { makeFolder } from '../../../common/make-folder.ts';
import { fingerprint } from '../fingerprint.ts';
import { load, type Loaded, type LoadOptions } from './load-typescript.ts';

/** A program that was compiled, or why it was not. */
export interface CompiledProgram extends Pick<Loaded, 'inputs'> {
  outcome:
    { build: string } | Extract<Loaded['outcome'], { ended: unknown } | { problems: unknown }>;
}

/** A mapping to the sources: other comments make no other program. */
const SOURCE_MAP = /^\/\/# sourceMappingURL=.*$/m;

/**
 * Compiles a program of the user's with what it imports, and evaluates it once, in a process of its own: what it does at
 * its top level cannot harm this one.
 * @param file absolute path.
 * @param programs the folder that keeps the result, as `BUILD.mjs`; left out: it is only checked.
 */
export async function compileProgram(
  file: string,
  programs: string | undefined,
  options: LoadOptions,
): Promise<CompiledProgram> {
  const before = await fingerprint(file);
  if (before === 'ENOENT') {
    const problem = { file, line: 1, message: 'there is no such file' };
    return { inputs: new Map([[file, before]]), outcome: { problems: [problem] } };
  }
  const folder = programs ?? tmpdir();
  if (programs !== undefined) await makeFolder(programs);
  // Sources are mapped by paths that are relative to this folder.
  const draft = path.join(folder, `draft-${randomUUID()}.mjs`);
  try {
    const { inputs, outcome } = await load({ file, outfile: draft, kind: 'program' }, options);
    if ('ended' in outcome || 'problems' in outcome) return { inputs, outcome };
    const code = await readFile(draft, 'utf8');
    const build = createHash('sha256')
      .update(code.replace(SOURCE_MAP, ''))
      .digest('hex')
      .slice(0, 16);
    if (programs !== undefined) await rename(draft, path.join(programs, `${build}.mjs`));
    return { inputs, outcome: { build } };
  } finally {
    await rm(draft, { force: true });
  }
}
