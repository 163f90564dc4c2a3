import { mkdir, rename, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { expect, it } from 'vitest';
import { bothRegionsAnswer, colorteller, colortellerAt, startUp } from '../support/cli.ts';
import { eventually } from '../support/eventually.ts';
import { freePort } from '../support/free-port.ts';
import { tempFolder } from '../support/temp-folder.ts';

const workspace = (ports: readonly number[]) => `
import { defineWorkspace } from 'colorteller/workspace';
import { color } from './lib/color.ts';

export default defineWorkspace({
  environments: [{ name: 'production' }],
  regions: [
    { name: 'us-west1', environment: 'production', port: ${ports[0] ?? 0} },
    { name: 'us-central1', environment: 'production', port: ${ports[1] ?? 0} },
  ],
  dynamicConfigs: [{ name: 'colorteller', defaultValue: { color } }],
});
`;

const says = (color: string) => `interface Colors { first: string }
const colors: Colors = { first: '${color}' };
export const color = colors.first;
`;

it('an edit of an imported file takes effect, and a broken or endless one takes nothing down', async () => {
  await using folder = await tempFolder();
  const lib = path.join(folder.path, 'lib/color.ts');
  await mkdir(path.dirname(lib));
  await writeFile(lib, says('blue'));
  const ports = [await freePort(), await freePort()];
  await writeFile(path.join(folder.path, 'colorteller.ts'), workspace(ports));
  await using up = await startUp(folder.path);
  const problemIs = (expected: RegExp | null) =>
    eventually(`the problem ${String(expected)}`, async () => {
      const { definitionProblem } = await up.client.state();
      const isSo =
        expected === null ? definitionProblem === null : expected.test(definitionProblem ?? '');
      return isSo ? true : undefined;
    });
  await bothRegionsAnswer(up.client, 'blue', 'blue');

  await writeFile(lib, says('teal'));
  await bothRegionsAnswer(up.client, 'teal', 'teal');

  await writeFile(lib, `${says('red')}\nthrow new Error('no color today');`);
  await problemIs(/lib\/color\.ts:5: it threw Error: no color today/);
  const { stdout } = await colortellerAt(up, 'status');
  expect(stdout).toContain('lib/color.ts:5: it threw Error: no color today');
  await bothRegionsAnswer(up.client, 'teal', 'teal');

  await rename(lib, `${lib}.moved`);
  await problemIs(/colorteller\.ts:3: Could not resolve "\.\/lib\/color\.ts"/);
  await writeFile(lib, 'for (;;);');
  await rename(`${lib}.moved`, `${lib}.old`);
  expect((await colortellerAt(up, 'status', '--json')).exitCode).toBe(0);
  await writeFile(lib, says('green'));
  await problemIs(null);
  await bothRegionsAnswer(up.client, 'green', 'green');
});

it('an export of it holds what it says, and no code that an import would run', async () => {
  await using folder = await tempFolder();
  await mkdir(path.join(folder.path, 'lib'));
  await writeFile(path.join(folder.path, 'lib/color.ts'), says('blue'));
  await writeFile(path.join(folder.path, 'colorteller.ts'), workspace([4401, 4402]));
  const { stdout } = await colorteller(['export', '--workspace', folder.path]);
  const { definition } = JSON.parse(stdout) as { definition: string };
  expect(JSON.parse(definition)).toHaveProperty('dynamicConfigs.0.defaultValue.color', 'blue');

  const refused = await colorteller(['gitops', 'init', '--workspace', folder.path]);
  expect([refused.exitCode, refused.stderr]).toEqual([
    2,
    expect.stringContaining('colorteller.ts is code, which no command edits'),
  ]);
});
