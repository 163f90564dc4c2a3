import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { expect, it } from 'vitest';
import { findWorkspaceFile } from '../../../../../orchestrator/runtime/workspace/find-workspace-file.ts';
import { tempFolder } from '../../../../support/temp-folder.ts';

it.each([
  ['colorteller.yml', 'colorteller.yaml'],
  ['colorteller.mts', 'colorteller.ts'],
  ['colorteller.jsonc', 'colorteller.json'],
])('%s is refused as a workspace file under a wrong name', async (name, right) => {
  await using folder = await tempFolder();
  await writeFile(path.join(folder.path, name), '');
  await expect(findWorkspaceFile(folder.path)).rejects.toMatchObject({
    code: 'WORKSPACE_INVALID',
    message: `${path.join(folder.path, name)} is not read: a workspace file is named ${right}`,
    action: `Rename it to ${right}.`,
  });
});

it('what TypeScript was compiled to may lie beside it', async () => {
  await using folder = await tempFolder();
  for (const name of ['colorteller.ts', 'colorteller.js']) {
    await writeFile(path.join(folder.path, name), '');
  }
  expect(await findWorkspaceFile(folder.path)).toBe(path.join(folder.path, 'colorteller.ts'));
});
