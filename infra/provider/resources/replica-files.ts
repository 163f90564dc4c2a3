import type { RegionConfigTarget } from '../../program/region-config.ts';
import type { ContainerRuntime } from '../container-runtime.ts';
import type { PropertyBag } from '../property-bag.ts';

/** A document for every replica of a region. */
export interface ReplicaFile {
  /** Absolute path in each replica. */
  path: string;
  document: object;
  isSecret: boolean;
}

/** Writes into every replica, and goes on past one that fails: the others should have the new document all the same. */
export async function writeReplicaFiles(
  runtime: ContainerRuntime,
  targets: readonly RegionConfigTarget[],
  { path, document, isSecret }: ReplicaFile,
): Promise<{ isWritten: boolean; rejections: Promise<void>[] }> {
  const content = `${JSON.stringify(document)}\n`;
  const writes = targets.map(({ container }) =>
    runtime.putFile(container, path, content, { isSecret }),
  );
  const results = await Promise.allSettled(writes);
  return {
    isWritten: results.some(({ status }) => status === 'fulfilled'),
    rejections: writes.filter((_write, index) => results[index]?.status === 'rejected'),
  };
}

/** True while the replica is there, and for a process also runs. */
export async function isThere(
  runtime: ContainerRuntime,
  target: RegionConfigTarget,
): Promise<boolean> {
  const found = await runtime.inspectContainer(target.container);
  if (found === undefined) return false;
  return runtime.kind === 'docker' || found.status !== 'stopped';
}

/** What the file says; an empty object when it is missing or not JSON, which differs from any document. */
export async function readReplicaFile(
  runtime: ContainerRuntime,
  path: string,
  { container }: RegionConfigTarget,
): Promise<PropertyBag> {
  const text = await runtime.readFile(container, path);
  try {
    const found: unknown = JSON.parse(text ?? '{}');
    return typeof found === 'object' && found !== null ? (found as PropertyBag) : {};
  } catch {
    return {};
  }
}
