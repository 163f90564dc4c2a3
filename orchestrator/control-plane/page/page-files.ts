import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { distPath } from '../../common/package-root.ts';
import { hasCode } from '../../common/errors/to-app-error.ts';

/** The built page, held in memory: nothing of a request becomes a path. */
export interface PageFiles {
  index: string;
  /** By name; each name holds a hash of its content. */
  assets: ReadonlyMap<string, { type: string; content: Buffer }>;
}

const TYPES: Readonly<Record<string, string>> = {
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
};

/** Undefined where it was not built. */
export function readPageFiles(
  folder: string = distPath('services/dashboard'),
): PageFiles | undefined {
  const read = (name: string) => readFileSync(path.join(folder, name));
  try {
    const assets = readdirSync(folder).flatMap((name) => {
      const type = TYPES[path.extname(name)];
      return type === undefined ? [] : [[name, { type, content: read(name) }] as const];
    });
    return { index: read('index.html').toString('utf8'), assets: new Map(assets) };
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return undefined;
    throw error;
  }
}
