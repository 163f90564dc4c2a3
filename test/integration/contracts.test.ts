import { readdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { expect, it } from 'vitest';
import { WORKSPACE_FILE } from '../../orchestrator/core/definition/walkthrough.ts';
import { colorteller, EMBEDDED, regionsAnswer, settled, startUp } from '../support/cli.ts';
import { editWorkspace } from '../support/edit-workspace.ts';
import { eventually } from '../support/eventually.ts';
import { freePort } from '../support/free-port.ts';
import { tempFolder } from '../support/temp-folder.ts';

const file = (lab: number, west: number) => `
environments:
  - name: latest
    values: { tint: orange, redis: 'latest-redis:6379', password: { secret: { file: ./latest.key } } }
  - name: production
    values: { tint: blue, redis: 'prod-redis:6379', password: { secret: { env: PROD_PASSWORD } } }
regions:
  - { name: lab1, environment: latest, port: ${lab} }
  - { name: us-west1, environment: production, port: ${west} }
dynamicConfigs:
  - name: colorteller
    defaultValue:
      color: '\${environment.tint}'
      redis: 'redis://:\${environment.password}@\${environment.redis}/0'
    schema: { type: object, properties: { color: { type: string }, redis: { type: string } } }
gitops: {}
`;

/** What the environments keep secret. */
const SECRETS = ['hunter2-of-production', 'hunter2-of-latest'] as const;
const USER = '{"environment":"production","custom":{"region":"us-west1"}}';

/** The folder of the processes has what regions see as their own disk. */
async function filesOf(folder: string): Promise<Map<string, string>> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const names = entries
    .filter((entry) => entry.isFile())
    .map((entry) => path.relative(folder, path.join(entry.parentPath, entry.name)));
  const texts = names.map(
    async (name) => [name, await readFile(path.join(folder, name), 'latin1')] as const,
  );
  return new Map(await Promise.all(texts));
}

it('gives each environment its own values by one template, refuses what is of another, and writes secrets nowhere', async () => {
  await using folder = await tempFolder();
  await writeFile(path.join(folder.path, WORKSPACE_FILE), file(await freePort(), await freePort()));
  const outputs: string[] = [];
  const run = async (...args: string[]) => {
    const result = await colorteller([...args, '--workspace', folder.path]);
    outputs.push(result.stdout, result.stderr);
    return result;
  };
  await run('gitops', 'init');
  const env = { PROD_PASSWORD: SECRETS[0], COLORTELLER_LOG_LEVEL: 'debug' };
  await using up = await startUp(folder.path, EMBEDDED, env);

  // One secret is missing: that stack says so and waits, the other is deployed.
  const failure = await eventually('the failed update of latest', async () => {
    const { stacks } = await up.client.state();
    return stacks.find(({ name }) => name === 'latest')?.failure ?? undefined;
  });
  expect(failure).toMatchObject({
    code: 'SECRET_MISSING',
    isLasting: true,
    message: expect.stringContaining(
      `Region lab1 needs a secret of environment latest, and the file ${path.join(up.workspace, 'latest.key')} does not exist or is empty`,
    ) as string,
  });
  await writeFile(path.join(folder.path, 'latest.key'), `${SECRETS[1]}\n`);
  await run('retry', 'latest');
  await regionsAnswer(up.client, { lab1: 'orange', 'us-west1': 'blue' });
  await settled(up.client);
  const delivered = await filesOf(folder.path);
  const configs = [...delivered].filter(([name]) => name.endsWith('region/config.json'));
  expect(configs.map(([, text]) => (JSON.parse(text) as { redis: string }).redis).sort()).toEqual([
    `redis://:${SECRETS[1]}@latest-redis:6379/0`,
    `redis://:${SECRETS[0]}@prod-redis:6379/0`,
  ]);

  const story = await run('evaluate', 'colorteller', '--user', USER, '--explain');
  expect(story.stdout).toContain(
    'redis":"redis://:${secret:PROD_PASSWORD}@prod-redis:6379/0"}  by default',
  );
  expect(story.stdout).toContain(
    'resolved for environment production from {"color":"${environment.tint}",',
  );
  const told = await run('evaluate', 'colorteller', '--user', USER, '--json');
  expect(JSON.parse(told.stdout)).toMatchObject({
    value: { color: 'blue' },
    template: { color: '${environment.tint}' },
    environment: 'production',
  });

  // The accident, by a command and by an edit of the file.
  const accident = await run('config', 'set', 'colorteller', 'redis=latest-redis:6379');
  expect(accident.exitCode).toBe(2);
  expect(accident.stderr).toContain(
    'redis: "latest-redis:6379" is "redis" of environment latest; production would use it in us-west1',
  );
  await editWorkspace(folder.path, (text) =>
    text.replace('redis://:${environment.password}@${environment.redis}/0', 'latest-redis:6379'),
  );
  const problem = await eventually('the refused file', async () => {
    const { definitionProblem } = await up.client.state();
    return definitionProblem ?? undefined;
  });
  expect(problem).toContain('"latest-redis:6379" is "redis" of environment latest');
  expect((await run('lint')).stderr).toContain('production would use it in us-west1');

  // What an environment has acts at once, wherever it is referred to.
  await writeFile(
    path.join(folder.path, WORKSPACE_FILE),
    [...delivered]
      .find(([name]) => name === WORKSPACE_FILE)![1]
      .replace('tint: blue', 'tint: teal'),
  );
  await regionsAnswer(up.client, { lab1: 'orange', 'us-west1': 'teal' });
  const state = await settled(up.client);
  expect(state.regions.map(({ decided }) => decided?.value['color'])).toEqual(['orange', 'teal']);

  for (const { url } of state.regions) {
    for (const at of ['/', '/color', '/readyz', '/healthz', '/metrics', '/config']) {
      outputs.push(await (await fetch(`${url}${at}`)).text());
    }
  }
  for (const at of ['/api/state', '/api/events', '/metrics', '/api/stacks/production']) {
    outputs.push(await (await fetch(`${up.url}${at}`)).text());
  }
  outputs.push(JSON.stringify(state), up.lines.join('\n'));
  await run('plan', '--json');
  await run('gitops', 'diff');
  await run('logs', 'us-west1');
  await run('export', '--out', path.join(folder.path, 'export.jsonl'));
  const found = [...(await filesOf(folder.path))].flatMap(([name, text]) =>
    name === 'latest.key' || name.endsWith('root/region/config.json') ? [] : [[name, text]],
  );
  expect(found.map(([name]) => name)).toEqual(
    expect.arrayContaining(['embedded/production.json', 'events.log', 'export.jsonl']),
  );
  const all = [...found, ...outputs.map((text) => ['an output', text])];
  expect(all.flatMap(([name, text]) => (/hunter2/.test(text!) ? [name] : []))).toEqual([]);
  expect(all.some(([, text]) => text!.includes('${secret:PROD_PASSWORD}'))).toBe(true);
});
