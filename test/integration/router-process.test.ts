import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { execa } from 'execa';
import { expect, it } from 'vitest';
import { distPath } from '../../orchestrator/common/package-root.ts';
import { until } from '../support/eventually.ts';
import { startReplica } from '../support/router.ts';
import { tempFolder } from '../support/temp-folder.ts';

const spawnRouter = (variables: Record<string, string>, flags: string[] = []) =>
  execa(process.execPath, [distPath('services/router/main.js'), ...flags], {
    env: variables,
    extendEnv: false,
    reject: false,
  });

it('the program names each bad variable with what is allowed, and exits with 2', async () => {
  const { exitCode, stderr } = await spawnRouter({ PORT: 'x', LOG_LEVEL: 'loud' });
  expect(exitCode).toBe(2);
  expect(stderr.split('\n')).toEqual([
    'colorteller-router cannot start, its environment is not valid:',
    '  PORT: found "x", allowed: a whole number from 0 to 65535',
    '  LOG_LEVEL: found "loud", allowed: one of trace, debug, info, warn, error, fatal, silent',
  ]);
});

it('the program serves its table, tells --health so, and exits with 0 on SIGTERM', async () => {
  await using folder = await tempFolder();
  await using replica = await startReplica('rest');
  const file = path.join(folder.path, 'table.json');
  const cells = [{ name: 'rest', weight: 1, replicas: [replica.address] }];
  await writeFile(file, JSON.stringify({ version: '1', region: 'us-west1', cells }));
  const child = spawnRouter({ PORT: '0', TABLE_FILE: file });
  try {
    let output = '';
    child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()));
    await until(() => output.includes('table 1 is in use'));
    const url = /"url":"([^"]+)"/.exec(output)?.[1] ?? '';
    expect(await (await fetch(url)).text()).toBe('rest');
    const health = await spawnRouter({ PORT: new URL(url).port }, ['--health']);
    expect(health.exitCode).toBe(0);
    child.kill('SIGTERM');
    expect((await child).exitCode).toBe(0);
  } finally {
    child.kill('SIGKILL');
  }
});
