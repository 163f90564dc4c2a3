import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { parse, YAMLParseError } from 'yaml';
import { z } from 'zod';
import { packFailed } from './policy-errors.ts';

const PROJECT = z.object({
  runtime: z.union([z.string(), z.object({ name: z.string() }).transform(({ name }) => name)]),
});

/**
 * The runtime that the PulumiPolicy.yaml of a pack names; undefined: none.
 * @throws AppError POLICY_PACK_FAILED where there is no such file, or it is no YAML.
 */
export async function packRuntime(folder: string): Promise<string | undefined> {
  const file = path.join(folder, 'PulumiPolicy.yaml');
  if (!existsSync(folder)) throw packFailed(folder, `there is no folder ${folder}`);
  if (!existsSync(file)) throw packFailed(folder, 'it has no PulumiPolicy.yaml');
  try {
    return PROJECT.safeParse(parse(await readFile(file, 'utf8'))).data?.runtime;
  } catch (error) {
    if (!(error instanceof YAMLParseError)) throw error;
    const [what = ''] = error.message.split(/ at line \d+/);
    const line = error.linePos?.[0].line ?? 1;
    throw packFailed(
      folder,
      `PulumiPolicy.yaml, line ${line} is no YAML: ${what}. It needs no more than this line: runtime: nodejs`,
      error,
    );
  }
}
