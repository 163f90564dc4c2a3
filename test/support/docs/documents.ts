import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { packageRoot } from '../../../orchestrator/common/package-root.ts';

export interface Document {
  /** Such as `docs/guides/alerts.md`. */
  file: string;
  text: string;
}

const FOLDERS = ['docs', 'infra', 'orchestrator', 'scripts', 'services', 'test'];
const LEFT_OUT = /(^|\/)(node_modules|dist)\//;

/** Every document of the house, sorted by file. */
export async function readDocuments(): Promise<Document[]> {
  const nested = await Promise.all(
    FOLDERS.map(async (folder) => {
      const files = await readdir(path.join(packageRoot, folder), { recursive: true });
      return files.map((file) => `${folder}/${file}`);
    }),
  );
  const files = [...(await readdir(packageRoot)), ...nested.flat()];
  const documents = files.filter((file) => file.endsWith('.md') && !LEFT_OUT.test(file)).sort();
  return Promise.all(
    documents.map(async (file) => ({
      file,
      text: await readFile(path.join(packageRoot, file), 'utf8'),
    })),
  );
}
