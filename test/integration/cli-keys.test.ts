import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import type { NewKey } from '../../orchestrator/control-plane/keys/key-file.ts';
import { readContact } from '../../orchestrator/runtime/workspace/contact.ts';
import { ready as readySchema } from '../../scripts/cli/outputs/running.ts';
import { colortellerAt, startUp } from '../support/cli.ts';
import { tempFolder } from '../support/temp-folder.ts';

const status = async (url: string, headers: Record<string, string>, method = 'GET') =>
  (await fetch(url, { method, headers })).status;

describe('keys', () => {
  it('each open one face of a running orchestrator; the control key is a console key too', async () => {
    await using folder = await tempFolder();
    await using up = await startUp(folder.path);
    const ready = readySchema.parse(JSON.parse(up.lines[0] ?? ''));
    const keys = {
      server: ready.serverKeys['production'] ?? '',
      console: ready.consoleKey,
      evaluation: ready.evaluationKey,
      control: (await readContact(folder.path))?.key ?? '',
    };
    const opened = await Promise.all(
      Object.entries(keys).map(async ([kind, key]) => [
        kind,
        await status(`${up.url}/v2/download_config_specs/${key}.json`, {}),
        await status(`${up.url}/console/v1/gates`, { 'statsig-api-key': key }),
        await status(`${up.url}/ofrep/v1/evaluate/flags`, { 'x-api-key': key }, 'POST'),
        await status(`${up.url}/api/nothing`, { authorization: `Bearer ${key}` }, 'POST'),
      ]),
    );
    expect(opened).toEqual([
      ['server', 200, 401, 403, 401],
      ['console', 401, 200, 403, 401],
      ['evaluation', 401, 401, 200, 401],
      ['control', 401, 200, 403, 404],
    ]);
    expect(ready).toMatchObject({ url: up.url, workspace: folder.path, grpcUrl: up.url });
    const files = await readdir(folder.path, { recursive: true, withFileTypes: true });
    const texts = await Promise.all(
      files
        .filter((file) => file.isFile())
        .map(({ parentPath, name }) => readFile(path.join(parentPath, name), 'utf8')),
    );
    const { control, ...ofRun } = keys;
    expect(texts.some((text) => text.includes(control))).toBe(true);
    for (const key of Object.values(ofRun)) {
      expect(texts.filter((text) => text.includes(key))).toEqual([]);
    }
    expect(JSON.parse((await colortellerAt(up, 'keys', '--json')).stdout)).toEqual([]);
    const added = await colortellerAt(up, 'keys', 'create', '--kind', 'console', '--json');
    const { key } = JSON.parse(added.stdout) as NewKey;
    expect(await status(`${up.url}/console/v1/gates`, { 'statsig-api-key': key })).toBe(200);
    const wrong = await colortellerAt(up, 'keys', 'create', 'production', '--kind', 'evaluation');
    expect(wrong.exitCode).toBe(2);
  });
});
