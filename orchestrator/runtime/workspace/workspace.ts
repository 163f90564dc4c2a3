import { access, mkdir, writeFile } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import path from 'node:path';
import type { Definition } from '../../core/definition/definition.ts';
import { WALKTHROUGH_PORTS, walkthroughFile } from '../../core/definition/walkthrough.ts';
import { AppError } from '../../common/errors/app-error.ts';
import { findWorkspaceFile } from './find-workspace-file.ts';
import { readDefinitionFile } from './read-definition-file.ts';
import { hasCode } from '../../common/errors/to-app-error.ts';
import { blockedPort } from '../../core/definition/blocked-port.ts';

export interface Workspace {
  /** Absolute path. */
  folder: string;
  definition: Definition;
  /** True when the folder held no workspace file and got the walkthrough's. */
  isNew: boolean;
}

export interface OpenWorkspaceOptions {
  /** Ports of the walkthrough: the usual ones, those from a number on, or any; one in use is replaced by a free one. */
  ports: 'usual' | 'any' | number;
}

/**
 * Opens a workspace folder; one without a workspace file is filled with the walkthrough.
 * @throws AppError WORKSPACE_INVALID, or BAD_INPUT when the folder cannot be used.
 */
export async function openWorkspace(
  folder: string,
  options: OpenWorkspaceOptions,
): Promise<Workspace> {
  const absolute = path.resolve(folder);
  try {
    await mkdir(absolute, { recursive: true, mode: 0o700 });
    const file = await findWorkspaceFile(absolute);
    const isNew = await writeIfAbsent(file, options);
    const { definition } = await readDefinitionFile(file);
    return { folder: absolute, definition, isNew };
  } catch (cause) {
    if (cause instanceof AppError) throw cause;
    throw new AppError('BAD_INPUT', `the workspace ${absolute} cannot be used: ${String(cause)}`, {
      action: 'Name a folder that you can write to with --workspace.',
      cause,
    });
  }
}

async function writeIfAbsent(file: string, { ports }: OpenWorkspaceOptions): Promise<boolean> {
  try {
    await access(file);
    return false;
  } catch (error) {
    if (!hasCode(error, 'ENOENT')) throw error;
  }
  await writeFile(file, walkthroughFile(await freeWalkthroughPorts(ports)), { flag: 'wx' });
  return true;
}

async function freeWalkthroughPorts(
  ports: OpenWorkspaceOptions['ports'],
): Promise<Record<keyof typeof WALKTHROUGH_PORTS, number>> {
  const usual = Object.values(WALKTHROUGH_PORTS);
  const from = ports === 'usual' ? Math.min(...usual) : ports;
  const requested = usual.map((_, index) => (from === 'any' ? 0 : from + index));
  const servers = await Promise.all(requested.map(listenNear));
  const [west, central] = servers.map((server) => (server.address() as AddressInfo).port);
  await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))));
  return { 'us-west1': west ?? 0, 'us-central1': central ?? 0 };
}

const LAST_PORT = 65_535;

/** Both ports stay open until both are chosen, so that they differ. */
async function listenNear(port: number): Promise<ReturnType<typeof createServer>> {
  if (port > LAST_PORT || blockedPort(port, 1) !== undefined) return listenNear(0);
  const server = createServer();
  return new Promise((resolve, reject) => {
    server.once('error', () => {
      server.once('error', reject);
      server.listen(0, '127.0.0.1', () => resolve(server));
    });
    server.listen(port, '127.0.0.1', () => resolve(server));
  });
}
