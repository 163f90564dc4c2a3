import path from 'node:path';
import { AppError } from '../../../orchestrator/common/errors/app-error.ts';

/** Where a container of the process runtime keeps its things: `<folder>/<id>/`. */
export interface ContainerPaths {
  home: string;
  /** What the container sees as `/`. */
  root: string;
  record: string;
  log: string;
}

/** @throws AppError BAD_INPUT for an id that this runtime did not make: it never becomes part of a path. */
export function containerPaths(folder: string, id: string): ContainerPaths {
  if (!/^[0-9a-f]{64}$/.test(id)) {
    throw new AppError('BAD_INPUT', `"${id}" is not the id of a container of this runtime.`);
  }
  const home = path.join(folder, id);
  return {
    home,
    root: path.join(home, 'root'),
    record: path.join(home, 'state.json'),
    log: path.join(home, 'log'),
  };
}

/**
 * Maps an absolute path of a container below its root.
 * @throws AppError BAD_INPUT for a relative path, or one that could lead out of the root.
 */
export function belowRoot(root: string, containerPath: string): string {
  const parts = containerPath.split('/');
  if (!containerPath.startsWith('/') || parts.includes('..') || containerPath.includes('\0')) {
    throw new AppError('BAD_INPUT', `The path "${containerPath}" is not a path of a container.`, {
      action: 'Give an absolute path without "..".',
      details: { path: containerPath },
    });
  }
  return path.join(root, ...parts);
}
