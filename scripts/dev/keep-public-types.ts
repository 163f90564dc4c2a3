import { readFileSync } from 'node:fs';
import { readdir, rm } from 'node:fs/promises';
import path from 'node:path';
import ts from 'typescript';
import { distPath, packageRoot } from '../../orchestrator/common/package-root.ts';

/** Removes from dist/ each declaration that no type reaches which a program can import from this package. */
async function keepPublicTypes(): Promise<void> {
  const reached = new Set(
    ts
      .createProgram(publicTypes(), { module: ts.ModuleKind.NodeNext, types: [] })
      .getSourceFiles()
      .map(({ fileName }) => path.resolve(fileName)),
  );
  const all = await readdir(distPath(''), { recursive: true });
  const declarations = all.filter((file) => file.endsWith('.d.ts')).map(distPath);
  await Promise.all(declarations.filter((file) => !reached.has(file)).map((file) => rm(file)));
}

/** The `types` that package.json exports. */
function publicTypes(): string[] {
  const text = readFileSync(path.join(packageRoot, 'package.json'), 'utf8');
  const { exports } = JSON.parse(text) as {
    exports: Record<string, string | { types: string }>;
  };
  return Object.values(exports).flatMap((target) =>
    typeof target === 'string' ? [] : path.join(packageRoot, target.types),
  );
}

await keepPublicTypes();
