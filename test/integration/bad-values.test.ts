import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { expect, it } from 'vitest';
import { WORKSPACE_FILE, walkthroughFile } from '../../orchestrator/core/definition/walkthrough.ts';
import { readContact } from '../../orchestrator/runtime/workspace/contact.ts';
import { freePortBlocks } from '../../scripts/testing/free-ports.ts';
import { BY_ANN } from '../support/actors.ts';
import { colorteller, colortellerAt, settled, startUp, type RunningUp } from '../support/cli.ts';
import { editWorkspace } from '../support/edit-workspace.ts';
import { eventually } from '../support/eventually.ts';
import { tempFolder } from '../support/temp-folder.ts';

/** What no region could be deployed with, and the place that a refusal names; the regions' ports follow each other. */
const BAD: [set: Record<string, unknown>, place: string][] = [
  [{ color: 'blurple' }, 'color'],
  [{ memoryMb: 16 }, 'memoryMb'],
  [{ replicas: 99 }, 'replicas'],
  [{ replicas: 2 }, 'replicas'],
  [{ env: { PORT: '1' } }, 'env.PORT'],
  [{ colour: 'red' }, 'colour'],
  [{ memoryMB: 64 }, 'memoryMB'],
  [{ replica: 1 }, 'replica'],
];

const post = async (up: RunningUp, route: string, method: string, body: object) => {
  const { key } = (await readContact(up.workspace)) ?? {};
  const headers = {
    'content-type': 'application/json',
    authorization: `Bearer ${key}`,
    'statsig-api-key': `${key}`,
  };
  const response = await fetch(`${up.url}${route}`, {
    method,
    headers,
    body: JSON.stringify(body),
  });
  return { status: response.status, body: await response.json() };
};

const inFile = (set: object) => (text: string) =>
  text.replace(/defaultValue: .*/, `defaultValue: ${JSON.stringify({ color: 'blue', ...set })}`);

it('a value that no region could be deployed with is refused on every way in, with its place', async () => {
  await using folder = await tempFolder();
  const [first = 0] = await freePortBlocks([2]);
  const good = walkthroughFile({ 'us-west1': first, 'us-central1': first + 1 });
  await writeFile(path.join(folder.path, WORKSPACE_FILE), good);
  await using up = await startUp(folder.path);
  const { seq } = await settled(up.client);
  for (const [set, place] of BAD) {
    const pairs = Object.entries(set).map(
      ([key, value]) => `${key}=${typeof value === 'string' ? value : JSON.stringify(value)}`,
    );
    const cli = await colortellerAt(up, 'config', 'set', 'colorteller', ...pairs);
    expect([cli.exitCode, cli.stderr]).toEqual([
      2,
      expect.stringMatching(new RegExp(` ${place}: .*\\[INVALID_VALUE\\]`)),
    ]);
    await expect(up.client.changeConfig('colorteller', { set, ...BY_ANN })).rejects.toMatchObject({
      code: 'INVALID_VALUE',
      details: { property: place },
    });
    const defaultValue = { color: 'blue', ...set };
    const route = '/console/v1/dynamic_configs/colorteller';
    expect(await post(up, route, 'PATCH', { defaultValue })).toMatchObject({
      status: 400,
      body: { message: expect.stringContaining(`defaultValue.${place}: `) as string },
    });
    const action = { action: 'config', config: 'colorteller', set, ...BY_ANN };
    expect(await post(up, '/api/previews', 'POST', action)).toMatchObject({
      body: { allowed: false, problems: [{ path: place.split('.') }] },
    });
  }
  for (const [set, place] of BAD.slice(-2)) {
    await editWorkspace(folder.path, inFile(set));
    await eventually(`the problem at ${place}`, async () => {
      const { definitionProblem } = await up.client.state();
      return definitionProblem?.includes(` dynamicConfigs.0.defaultValue.${place}: `) === true
        ? true
        : undefined;
    });
    const lint = await colortellerAt(up, 'lint');
    expect([lint.exitCode, lint.stderr]).toEqual([
      2,
      expect.stringMatching(new RegExp(`yaml:\\d+ dynamicConfigs\\.0\\.defaultValue\\.${place}: `)),
    ]);
  }
  expect(await up.client.state()).toMatchObject({ seq, releases: [] });
  await editWorkspace(folder.path, () => good);
  await eventually('the file is in effect', async () =>
    (await up.client.state()).definitionProblem === null ? true : undefined,
  );
});

it('up does not start with such a value in its file', async () => {
  await using folder = await tempFolder();
  const text = inFile({ replicas: 2 })(walkthroughFile({ 'us-west1': 4401, 'us-central1': 4402 }));
  await writeFile(path.join(folder.path, WORKSPACE_FILE), text);
  const { exitCode, stderr } = await colorteller(['up', '--workspace', folder.path, '--port', '0']);
  expect([exitCode, stderr]).toEqual([
    2,
    expect.stringMatching(/defaultValue\.replicas: .*"us-central1".* \[WORKSPACE_INVALID\]/),
  ]);
});
