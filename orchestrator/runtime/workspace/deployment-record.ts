import { readFile, rm } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';
import { writeFileAtomic } from '../../common/atomic-file.ts';
import { AppError } from '../../common/errors/app-error.ts';
import { hasCode } from '../../common/errors/to-app-error.ts';

const recordSchema = z.object({
  engine: z.enum(['pulumi', 'embedded']),
  runtime: z.enum(['docker', 'process']),
  provider: z.enum(['own', 'stock']),
  /** Where Pulumi keeps the state; left out: in files in the workspace. */
  backend: z.string().exactOptional(),
});

/** The tooling that a workspace was deployed with; updates and the destroy must use the same. */
export type DeploymentRecord = z.infer<typeof recordSchema>;

export function deploymentFile(folder: string): string {
  return path.join(folder, 'deployment.json');
}

/** Null when nothing is deployed from this workspace. @throws AppError WORKSPACE_INVALID when that cannot be read. */
export async function readDeployment(folder: string): Promise<DeploymentRecord | null> {
  let text: string;
  try {
    text = await readFile(deploymentFile(folder), 'utf8');
  } catch (cause) {
    if (hasCode(cause, 'ENOENT') || hasCode(cause, 'ENOTDIR')) return null;
    throw damaged(folder, cause);
  }
  try {
    return recordSchema.parse(JSON.parse(text));
  } catch (cause) {
    throw damaged(folder, cause);
  }
}

function damaged(folder: string, cause: unknown): AppError {
  return new AppError(
    'WORKSPACE_INVALID',
    `${deploymentFile(folder)}, which says what was deployed, cannot be read`,
    { action: 'See what can be saved with: npx colorteller repair', cause },
  );
}

/** Recorded before the first update, so that it survives a crash during that update. */
export async function recordDeployment(
  folder: string,
  { engine, runtime, provider, backend }: DeploymentRecord,
): Promise<void> {
  const where = backend === undefined ? {} : { backend };
  const record = { engine, runtime, provider, ...where };
  await writeFileAtomic(deploymentFile(folder), `${JSON.stringify(record)}\n`);
}

export async function forgetDeployment(folder: string): Promise<void> {
  await rm(deploymentFile(folder), { force: true });
}
