import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';
import { writeFileAtomic } from '../../../orchestrator/common/atomic-file.ts';
import { contextsFile } from '../../cli/client/contexts.ts';

/** When each lab was passed first, in milliseconds since the epoch, by its name. */
const passedSchema = z.record(z.string(), z.int());

export type PassedLabs = z.infer<typeof passedSchema>;

/** Beside the person's contexts. */
const fileOf = (env: NodeJS.ProcessEnv) => path.join(path.dirname(contextsFile(env)), 'labs.json');

/** Empty where nothing is remembered, or it cannot be read: nothing depends on it. */
export async function readPassed(env: NodeJS.ProcessEnv): Promise<PassedLabs> {
  try {
    return passedSchema.parse(JSON.parse(await readFile(fileOf(env), 'utf8')));
  } catch {
    return {};
  }
}

export async function rememberPassed(
  env: NodeJS.ProcessEnv,
  lab: string,
  atMs: number,
): Promise<void> {
  const passed = { [lab]: atMs, ...(await readPassed(env)) };
  const text = `${JSON.stringify(passed, null, 2)}\n`;
  // A lab is passed where that cannot be remembered, too.
  await writeFileAtomic(fileOf(env), text, { mode: 0o600 }).catch(() => undefined);
}
