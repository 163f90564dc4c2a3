import { readdir, readFile, rm } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';
import type { NetworkInfo, NetworkSpec } from '../container-runtime.ts';
import { isOrphan, nameTaken } from '../orphan.ts';
import { writeFileAtomic } from '../../../orchestrator/common/atomic-file.ts';
import { containerPaths } from './container-paths.ts';
import { hasCode } from '../../../orchestrator/common/errors/to-app-error.ts';

const networkSchema = z.object({
  id: z.string(),
  name: z.string(),
  labels: z.record(z.string(), z.string()),
});

/** Records a network: local processes reach each other anyway, so there is nothing more to make. */
export async function createNetworkRecord(
  folder: string,
  id: string,
  spec: NetworkSpec,
): Promise<void> {
  for (const found of await listNetworks(folder)) {
    if (found.name !== spec.name) continue;
    if (!isOrphan(found.labels, spec.labels)) throw nameTaken('network', spec.name);
    await removeNetworkRecord(folder, found.id);
  }
  const { name, labels } = spec;
  await writeFileAtomic(networkFile(folder, id), `${JSON.stringify({ id, name, labels })}\n`, {
    mode: 0o600,
  });
}

export async function readNetworkRecord(
  folder: string,
  id: string,
): Promise<NetworkInfo | undefined> {
  try {
    return networkSchema.parse(JSON.parse(await readFile(networkFile(folder, id), 'utf8')));
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return undefined;
    throw error;
  }
}

export async function removeNetworkRecord(folder: string, id: string): Promise<void> {
  await rm(networkFile(folder, id), { force: true });
}

export async function listNetworks(folder: string): Promise<NetworkInfo[]> {
  const names = await readdir(path.join(folder, 'networks')).catch((error: unknown) => {
    if (hasCode(error, 'ENOENT')) return [];
    throw error;
  });
  const ids = names.filter((name) => name.endsWith('.json')).map((name) => path.parse(name).name);
  const found = await Promise.all(ids.map((id) => readNetworkRecord(folder, id)));
  return found.filter((network) => network !== undefined);
}

function networkFile(folder: string, id: string): string {
  const { base } = path.parse(containerPaths(folder, id).home);
  return path.join(folder, 'networks', `${base}.json`);
}
