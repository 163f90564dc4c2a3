import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';

/** The folder of ColorTeller's package.json, found upwards from this file: the same for sources and dist. */
export const packageRoot: string = findUp(import.meta.dirname);

/** Absolute path of a compiled file, for starting it as a process of its own: `distPath('services/colorteller/main.js')`. */
export function distPath(relative: string): string {
  return path.join(packageRoot, 'dist', relative);
}

/** Version of this package. */
export function packageVersion(): string {
  const text = readFileSync(path.join(packageRoot, 'package.json'), 'utf8');
  return (JSON.parse(text) as { version: string }).version;
}

function findUp(folder: string): string {
  if (existsSync(path.join(folder, 'package.json'))) return folder;
  const parent = path.dirname(folder);
  if (parent === folder) throw new Error(`no package.json above ${import.meta.dirname}`);
  return findUp(parent);
}
