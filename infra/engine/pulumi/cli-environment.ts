import { pathToFileURL } from 'node:url';
import { randomBytes } from 'node:crypto';
import { readdir, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { withoutPulumi } from '../../toolchain/without-pulumi.ts';
import { hasCode } from '../../../orchestrator/common/errors/to-app-error.ts';
import { makeFolder } from '../../../orchestrator/common/make-folder.ts';

export interface CliEnvironmentOptions {
  /** What to start from; of its PULUMI_ variables only those named below may stay. */
  env: NodeJS.ProcessEnv;
  folder: WorkspaceFolder;
  /** Where state and locks are; left out: in the folder. */
  backend?: string | undefined;
  /** Ports of provider processes that already run, by package. */
  attach: { docker?: number; colorteller: number };
}

/**
 * The environment of the CLI: all state in the workspace's folder, nothing from the user's Pulumi account. When no
 * plugin has to be found, not even Pulumi's home is the user's.
 */
export function cliEnvironment(options: CliEnvironmentOptions): Record<string, string> {
  const { env, folder, attach, backend } = options;
  const isAllAttached = attach.docker !== undefined;
  const userHome = env['PULUMI_HOME'];
  return {
    ...withoutPulumi(env),
    ...(userHome === undefined ? {} : { PULUMI_HOME: userHome }),
    ...(isAllAttached
      ? { PULUMI_HOME: folder.home, PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION: 'true' }
      : {}),
    PULUMI_BACKEND_URL: withoutSidecars(backend ?? pathToFileURL(folder.backend).href),
    PULUMI_CONFIG_PASSPHRASE_FILE: folder.passphraseFile,
    ...(backend === undefined ? {} : credentialsIn(env)),
    PULUMI_DEBUG_PROVIDERS: Object.entries(attach)
      .map(([name, port]) => `${name}:${port}`)
      .join(','),
    // The loop runs updates for ever; a copy of the state for each would fill the disk.
    PULUMI_DIY_BACKEND_DISABLE_CHECKPOINT_BACKUPS: 'true',
    PULUMI_SKIP_UPDATE_CHECK: 'true',
  };
}

/**
 * In a folder the CLI keeps an unused file of attributes beside each of its own, and does not write it by rename: one that
 * a kill leaves empty makes the state unreadable for good ("failed to load checkpoint: EOF").
 */
function withoutSidecars(backend: string): string {
  if (!backend.startsWith('file:') || /[?&]metadata=/.test(backend)) return backend;
  return `${backend}${backend.includes('?') ? '&' : '?'}metadata=skip`;
}

/** For a backend that the user chose: who they are to it, and what encrypts the states in it, if it is not ours alone. */
const CREDENTIALS = [
  'PULUMI_ACCESS_TOKEN',
  'PULUMI_CONFIG_PASSPHRASE',
  'PULUMI_CONFIG_PASSPHRASE_FILE',
];

function credentialsIn(env: NodeJS.ProcessEnv): Record<string, string> {
  return Object.fromEntries(
    CREDENTIALS.flatMap((name) => (env[name] === undefined ? [] : [[name, env[name]]])),
  );
}

/** Where the Pulumi engine keeps what belongs to one workspace. */
interface WorkspaceFolder {
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
    await makeFolder(directory, { mode: 0o700 });
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
