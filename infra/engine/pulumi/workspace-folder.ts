import { randomBytes } from 'node:crypto';
import { mkdir, readdir, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { hasCode } from '../../../orchestrator/common/errors/to-app-error.ts';

/** Where the Pulumi engine keeps what belongs to one workspace. */
export interface WorkspaceFolder {
  /** Pulumi's file backend: the stacks' states and locks. */
  backend: string;
  /** Pulumi's project folder: Pulumi.yaml and the stacks' settings. */
  project: string;
  /** Pulumi's own home. */
  home: string;
  /** File with what encrypts the secrets in the states. */
  passphraseFile: string;
}

/** Makes the folders, for their owner only, and the passphrase, when they are not there. */
export async function prepareFolder(folder: string): Promise<WorkspaceFolder> {
  const root = path.resolve(folder);
  const backend = path.join(root, 'backend');
  const project = path.join(root, 'project');
  const home = path.join(root, 'home');
  const passphraseFile = path.join(root, 'passphrase');
  for (const directory of [root, backend, project, home]) {
    await mkdir(directory, { recursive: true, mode: 0o700 });
  }
  await removeSidecars(backend);
  await writePassphrase(passphraseFile);
  return { backend, project, home, passphraseFile };
}

/** Of a CLI that still wrote them (see `cliEnvironment`): it reads one that is there, torn or not. */
async function removeSidecars(backend: string): Promise<void> {
  const names = await readdir(backend, { recursive: true });
  const sidecars = names.filter((name) => name.endsWith('.attrs'));
  await Promise.all(sidecars.map((name) => rm(path.join(backend, name), { force: true })));
}

async function writePassphrase(file: string): Promise<void> {
  try {
    await writeFile(file, randomBytes(32).toString('base64url'), { flag: 'wx', mode: 0o600 });
  } catch (error) {
    if (!hasCode(error, 'EEXIST')) throw error;
  }
}
