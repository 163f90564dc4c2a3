import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { expect, it } from 'vitest';
import { WORKSPACE_FILE } from '../../orchestrator/core/definition/walkthrough.ts';
import { colorteller, colortellerAt, startUp } from '../support/cli.ts';
import { until } from '../support/eventually.ts';
import { freePort } from '../support/free-port.ts';
import { OWN_PROGRAM, OWN_SERVICE, ownWorkspace } from '../support/own-program.ts';
import { tempFolder } from '../support/temp-folder.ts';

it('deploys by a program of its own, observes what that runs, follows its edits, and outlives its mistakes', async () => {
  await using folder = await tempFolder();
  const at = (name: string) => path.join(folder.path, name);
  const ports: [number, number] = [await freePort(), await freePort()];
  await writeFile(at(WORKSPACE_FILE), ownWorkspace(ports));
  await writeFile(at('program.ts'), OWN_PROGRAM);
  await writeFile(at('service.ts'), OWN_SERVICE);
  await using up = await startUp(folder.path);
  const { client } = up;
  const answers = (west: string, central: string) =>
    until(async () => {
      const { regions } = await client.state();
      const isSettled = regions.every((region) => region.isSettled);
      const colors = regions.map(({ answered }) => answered?.color);
      return isSettled && colors[0] === west && colors[1] === central;
    });
  const stackFails = (message: RegExp) =>
    until(async () =>
      (await client.state()).stacks.every(({ failure }) => message.test(failure?.message ?? '')),
    );
  const resources = (stack: string) => readFile(at(`embedded/${stack}.json`), 'utf8');

  await answers('blue', 'blue');
  await colortellerAt(up, 'config', 'set', 'colorteller', 'color=purple');
  await colortellerAt(up, 'approve');
  await answers('purple', 'blue');
  // Each region has a port that was free, as the program says.
  const urls = async () => (await client.state()).regions.map(({ url }) => url);
  expect(await urls()).not.toContain(`http://127.0.0.1:${ports[0]}`);
  await colortellerAt(up, 'approve');
  await answers('purple', 'purple');

  // A gate decides whether a resource exists; the plan of the edit says so.
  const withCache = ownWorkspace(ports).replace('returnValue: false', 'returnValue: true');
  await writeFile(at('edited.yaml'), withCache);
  const planned = await colortellerAt(up, 'plan', '--file', at('edited.yaml'));
  expect(planned.stdout).toContain('us-west1-cache');
  expect(planned.stdout).not.toContain('us-central1-cache');
  await writeFile(at(WORKSPACE_FILE), withCache);
  await until(async () => (await resources('west')).includes('us-west1-cache'));
  expect(await resources('central')).not.toContain('us-central1-cache');

  // An imported file is a part of the program.
  await writeFile(
    at('service.ts'),
    OWN_SERVICE.replace('COLOR } }', "COLOR + '' }, second: true }"),
  );
  await until(async () => {
    const [url = ''] = await urls();
    const response = await fetch(url).catch(() => undefined);
    return (await response?.text())?.includes('second') === true;
  });
  await answers('purple', 'purple');

  // What throws while it runs fails the update, with its line, and is held until it is corrected.
  const [head = '', rest = ''] = OWN_PROGRAM.split('  const regions');
  await writeFile(
    at('program.ts'),
    `${head}  throw new Error('not today');\n  const regions${rest}`,
  );
  await stackFails(/the program \.\/program\.ts failed: program\.ts:8: Error: not today/);
  const { stdout } = await colortellerAt(up, 'status');
  expect(stdout).toContain('It is not retried automatically.');
  await answers('purple', 'purple');
  // It runs in the orchestrator's process, which goes on.
  await writeFile(at('program.ts'), `${head}  process.exit(3);\n  const regions${rest}`);
  await stackFails(/program\.ts:8: Error: it would end the process/);
  const line = OWN_PROGRAM.split('\n').length;
  // What cannot be loaded is refused as an edit of the workspace file is.
  await writeFile(at('program.ts'), `${OWN_PROGRAM}throw new Error('at once');\n`);
  await until(
    async () =>
      (await client.state()).definitionProblem?.includes(
        `program.ts:${line}: it threw Error: at once`,
      ) === true,
  );
  await writeFile(at('program.ts'), OWN_PROGRAM);
  await until(async () => {
    const { stacks, definitionProblem } = await client.state();
    return definitionProblem === null && stacks.every(({ failure }) => failure === null);
  });
  await answers('purple', 'purple');

  // A program that leaves something out deletes it: that waits for a confirmation, as any edit that deletes.
  const fewer = OWN_PROGRAM.replace(
    'stack.regions) {',
    "stack.regions.filter(({ name }) => name !== 'us-central1')) {",
  );
  await writeFile(at('program.ts'), fewer);
  await until(async () => (await client.state()).unconfirmedEdit !== null);
  const { unconfirmedEdit, definitionProblem } = await client.state();
  expect(unconfirmedEdit?.resources).toEqual(['Container us-central1']);
  expect(definitionProblem).toContain(
    'the edit deletes resource Container us-central1 [EDIT_DELETES]',
  );
  await answers('purple', 'purple');
  const refused = await colortellerAt(up, 'confirm');
  expect(refused.stderr).toContain(`npx colorteller confirm ${unconfirmedEdit?.edit ?? ''}`);
  const confirmed = await colortellerAt(up, 'confirm', unconfirmedEdit?.edit ?? '');
  expect(confirmed.stdout).toContain('deletes resource Container us-central1');
  await until(async () => !(await resources('central')).includes('"us-central1"'));
});

it('plans by it where nothing runs', async () => {
  await using folder = await tempFolder();
  await writeFile(path.join(folder.path, 'program.ts'), OWN_PROGRAM);
  await writeFile(path.join(folder.path, 'service.ts'), OWN_SERVICE);
  const old = ownWorkspace([4401, 4402]);
  const [base, file] = ['old.yaml', 'new.yaml'].map((name) => path.join(folder.path, name));
  await writeFile(base!, old);
  await writeFile(file!, old.replace('returnValue: false', 'returnValue: true'));
  const { stdout, exitCode } = await colorteller(['plan', '--file', file!, '--base', base!]);
  expect(stdout).toContain('us-west1-cache');
  expect(exitCode).toBe(10);
});
