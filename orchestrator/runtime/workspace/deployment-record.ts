import { readFile, rm } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';
import { writeFileAtomic } from '../../common/atomic-file.ts';
import { AppError } from '../../common/errors/app-error.ts';

const recordSchema = z.object({
  engine: z.enum(['pulumi', 'embedded']),
  runtime: z.enum(['docker', 'process']),
  provider: z.enum(['own', 'stock']),
  /** Where Pulumi keeps the state; left out: in files in the workspace. */
  backend: z.string().exactOptional(),
});

/** The tooling that a workspace was deployed with; updates and the destroy must use the same. */
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

/** Recorded before the first update, so that it survives a crash during that update. */
export async function recordDeployment(
  folder: string,
  { engine, runtime, provider, backend }: DeploymentRecord,
): Promise<void> {
  const where = backend === undefined ? {} : { backend };
  const record = { engine, runtime, provider, ...where };
  await writeFileAtomic(fileIn(folder), `${JSON.stringify(record)}\n`);
}

export async function forgetDeployment(folder: string): Promise<void> {
  await rm(fileIn(folder), { force: true });
}
