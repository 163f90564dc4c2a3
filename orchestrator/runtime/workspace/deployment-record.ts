import { readFile, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';
import { AppError } from '../../common/errors/app-error.ts';

const recordSchema = z.object({
  engine: z.enum(['pulumi', 'embedded']),
  runtime: z.enum(['docker', 'process']),
  provider: z.enum(['own', 'stock']),
  /** Where Pulumi keeps the state; left out: in files in the workspace. */
  backend: z.string().exactOptional(),
});

/** With what a workspace was deployed: whoever updates or destroys it must use the same. */
export type DeploymentRecord = z.infer<typeof recordSchema>;

const fileIn = (folder: string) => path.join(folder, 'deployment.json');

/** Null when nothing is deployed from this workspace. */
export async function readDeployment(folder: string): Promise<DeploymentRecord | null> {
  let text: string;
  try {
    text = await readFile(fileIn(folder), 'utf8');
  } catch {
    return null;
  }
  const parsed = z
    .string()
    .transform((json) => JSON.parse(json) as unknown)
    .pipe(recordSchema)
    .safeParse(text);
  if (parsed.success) return parsed.data;
  throw new AppError('WORKSPACE_INVALID', `${fileIn(folder)} is damaged`, {
    action: `Write {"engine":"embedded","runtime":"process","provider":"own"} into it, with what was deployed.`,
  });
}

/** Recorded before the first update, so that a crash in the middle leaves it known. */
export async function recordDeployment(folder: string, record: DeploymentRecord): Promise<void> {
  const { engine, runtime, provider, backend } = record;
  const where = backend === undefined ? {} : { backend };
  const draft = `${fileIn(folder)}.new`;
  await writeFile(draft, `${JSON.stringify({ engine, runtime, provider, ...where })}\n`);
  await rename(draft, fileIn(folder));
}

/** After a destroy. */
export async function forgetDeployment(folder: string): Promise<void> {
  await rm(fileIn(folder), { force: true });
}
