import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { expect, it } from 'vitest';
import { packRuntime } from '../../../../infra/policy/pack-project.ts';
import { tempFolder } from '../../../support/temp-folder.ts';

it('a torn PulumiPolicy.yaml, and a missing one, fail with the file, the line and what to write', async () => {
  await using folder = await tempFolder();
  const failed = (message: RegExp) => ({
    code: 'POLICY_PACK_FAILED',
    message: expect.stringMatching(message) as string,
  });
  const absent = path.join(folder.path, 'absent');
  await expect(packRuntime(absent)).rejects.toMatchObject(failed(/there is no folder .*absent$/));
  await expect(packRuntime(folder.path)).rejects.toMatchObject(
    failed(/it has no PulumiPolicy\.yaml$/),
  );
  const file = path.join(folder.path, 'PulumiPolicy.yaml');
  await writeFile(file, '{{{: torn\n');
  await expect(packRuntime(folder.path)).rejects.toMatchObject(
    failed(/PulumiPolicy\.yaml, line 2 is no YAML: Flow map .* this line: runtime: nodejs$/),
  );
  await writeFile(file, 'runtime: { name: nodejs }\n');
  expect(await packRuntime(folder.path)).toBe('nodejs');
});
