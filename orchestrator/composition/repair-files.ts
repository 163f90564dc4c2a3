import { readdir, readFile, rename } from 'node:fs/promises';
import path from 'node:path';
import { createStateFolder } from '../../infra/engine/embedded/state-file.ts';
import { PROJECT } from '../../infra/engine/stack-outputs.ts';
import { hasCode } from '../common/errors/to-app-error.ts';
import { keyFile, readKeys } from '../control-plane/keys/key-file.ts';
import {
  deploymentFile,
  readDeployment,
  recordDeployment,
  type DeploymentRecord,
} from '../runtime/workspace/deployment-record.ts';

/** A file of a workspace, beside its log, that cannot be read. */
export interface DamagedFile {
  file: string;
  /** What becomes of what it held, once it is moved away. */
  consequence: string;
  /** Where it was moved to; null while it was not. */
  copy: string | null;
}

/**
 * Finds the damaged files of a workspace, and with `mayMove` moves them away, so that the next start or `down` works:
 * what runs carries labels, and needs no file to be found.
 */
export async function repairFiles(
  folder: string,
  { mayMove, nowMs }: { mayMove: boolean; nowMs: number },
): Promise<DamagedFile[]> {
  const damaged = [...(await damagedStates(folder)), ...damagedKeys(folder)];
  const record = await guessIfDamaged(folder);
  const found = record === undefined ? damaged : [...damaged, record.damaged];
  if (!mayMove) return found;
  const moved: DamagedFile[] = [];
  for (const one of found) {
    const copy = `${one.file}.damaged-${nowMs}`;
    await rename(one.file, copy);
    moved.push({ ...one, copy });
  }
  if (record !== undefined) await recordDeployment(folder, record.guess);
  return moved;
}

async function damagedStates(folder: string): Promise<DamagedFile[]> {
  const embedded = path.join(folder, 'embedded');
  const pulumi = path.join(folder, 'pulumi', 'backend', '.pulumi', 'stacks', PROJECT);
  const states = createStateFolder(embedded);
  const damagedIn = async (of: string, isWhole: (name: string) => Promise<unknown>) => {
    const files = (await namesIn(of)).filter((name) => name.endsWith('.json'));
    const found = await Promise.all(
      files.map(async (name) => {
        const stack = decodeURIComponent(name.slice(0, -'.json'.length));
        const isDamaged = await isWhole(stack).then(
          () => false,
          () => true,
        );
        return isDamaged ? [stateOf(path.join(of, name), stack)] : [];
      }),
    );
    return found.flat();
  };
  const readCheckpoint = async (stack: string) =>
    JSON.parse(await readFile(path.join(pulumi, `${stack}.json`), 'utf8')) as unknown;
  return [
    ...(await damagedIn(embedded, (stack) => states.read(stack))),
    ...(await damagedIn(pulumi, readCheckpoint)),
  ];
}

function stateOf(file: string, stack: string): DamagedFile {
  const consequence = `the next update deploys stack ${stack} again, in the place of what runs; down removes it by its labels`;
  return { file, consequence, copy: null };
}

function damagedKeys(folder: string): DamagedFile[] {
  try {
    readKeys(folder);
    return [];
  } catch {
    const consequence = 'its keys open nothing any more; the next start makes new ones';
    return [{ file: keyFile(folder), consequence, copy: null }];
  }
}

/** What was deployed with left its own folders. */
async function guessIfDamaged(
  folder: string,
): Promise<{ damaged: DamagedFile; guess: DeploymentRecord } | undefined> {
  try {
    await readDeployment(folder);
    return undefined;
  } catch {
    const names = await namesIn(folder);
    const engine = names.includes('embedded') ? 'embedded' : 'pulumi';
    const runtime = names.includes('processes') ? 'process' : 'docker';
    const consequence = `it is written anew: engine ${engine}, runtime ${runtime}, as the folders of the workspace say`;
    return {
      damaged: { file: deploymentFile(folder), consequence, copy: null },
      guess: { engine, runtime, provider: 'own' },
    };
  }
}

async function namesIn(folder: string): Promise<string[]> {
  return readdir(folder).catch((error: unknown) => {
    if (hasCode(error, 'ENOENT')) return [];
    throw error;
  });
}
