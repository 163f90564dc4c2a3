import { mkdir, readFile, readdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { execa } from 'execa';
import { expect, it } from 'vitest';
import { repairCommand } from '../../scripts/cli/commands/repair.ts';
import { capturedContext, runCommand } from '../support/captured-context.ts';
import { colorteller, settled, spawnUp } from '../support/cli.ts';
import { checkOutput } from '../support/output-problems.ts';
import { tempFolder } from '../support/temp-folder.ts';
import { distPath } from '../../orchestrator/common/package-root.ts';

async function repair(folder: string, ...args: string[]) {
  const captured = capturedContext({});
  const command = repairCommand(captured.context);
  await runCommand(command, '--workspace', folder, '--json', ...args);
  checkOutput(['repair', ...args], captured.out());
  return JSON.parse(captured.out()) as { damagedFiles: { file: string; copy: string | null }[] };
}

const regionsOf = async (folder: string) => {
  const { stdout } = await execa('ps', ['-eo', 'args']);
  return stdout
    .split('\n')
    .filter((line) => line.includes(distPath('services')) && line.includes(folder));
};

it('state files that were cut off are named and moved away, and down still removes all that runs', async () => {
  await using folder = await tempFolder();
  await using up = await spawnUp(path.join(folder.path, 'ws'));
  const { workspace, client } = up;
  await colorteller(['keys', 'create', 'production', '--workspace', workspace]);
  await settled(client);
  up.kill('SIGKILL');
  await up.ended;
  const checkpoint = 'pulumi/backend/.pulumi/stacks/colorteller/other.json';
  await mkdir(path.dirname(path.join(workspace, checkpoint)), { recursive: true });
  await writeFile(path.join(workspace, checkpoint), JSON.stringify({ checkpoint: { latest: {} } }));
  const names = ['deployment.json', 'embedded/production.json', 'keys.json', checkpoint];
  const files = names.map((name) => path.join(workspace, name));
  for (const file of files) {
    await writeFile(file, (await readFile(file, 'utf8')).slice(0, 20));
  }
  const down = () => colorteller(['down', '--workspace', workspace]);
  expect(await down()).toMatchObject({
    exitCode: 2,
    stderr: expect.stringMatching(
      /deployment\.json.*cannot be read.*\n.*colorteller repair/,
    ) as string,
  });

  const found = await repair(workspace);
  expect(found.damagedFiles.map(({ file }) => file).sort()).toEqual([...files].sort());
  const { damagedFiles } = await repair(workspace, '--yes');
  for (const { copy } of damagedFiles) expect((await readFile(copy!, 'utf8')).length).toBe(20);
  expect(JSON.parse(await readFile(path.join(workspace, 'deployment.json'), 'utf8'))).toEqual({
    engine: 'embedded',
    runtime: 'process',
    provider: 'own',
  });
  expect((await repair(workspace)).damagedFiles).toEqual([]);
  expect(await down()).toMatchObject({ exitCode: 0 });
  expect(await regionsOf(workspace)).toEqual([]);
  expect(await readdir(path.join(workspace, 'embedded'))).toHaveLength(1);
});
