import { describe, expect, it } from 'vitest';
import type { NewKey } from '../../orchestrator/control-plane/keys/key-file.ts';
import { readContact } from '../../orchestrator/runtime/workspace/contact.ts';
import { colortellerAt, startUp, type RunningUp } from '../support/cli.ts';
import { tempFolder } from '../support/temp-folder.ts';

const status = async (url: string, headers: Record<string, string>, method = 'GET') =>
  (await fetch(url, { method, headers })).status;

/** A new text for the key that the workspace began with. */
async function rotate(up: RunningUp, kind: string): Promise<string> {
  const { stdout } = await colortellerAt(up, 'keys', 'list', '--json');
  const found = (JSON.parse(stdout) as NewKey[]).find((key) => key.kind === kind);
  const rotated = await colortellerAt(up, 'keys', 'rotate', found?.id ?? '', '--json');
  return (JSON.parse(rotated.stdout) as NewKey).key;
}

describe('keys', () => {
  it('each open one face of a running orchestrator; the control key is a console key too', async () => {
    await using folder = await tempFolder();
    await using up = await startUp(folder.path);
    const keys = {
      server: await rotate(up, 'server'),
      console: await rotate(up, 'console'),
      evaluation: await rotate(up, 'evaluation'),
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
    const added = await colortellerAt(up, 'keys', 'create', '--kind', 'console', '--json');
    const { key } = JSON.parse(added.stdout) as NewKey;
    expect(await status(`${up.url}/console/v1/gates`, { 'statsig-api-key': key })).toBe(200);
    const wrong = await colortellerAt(up, 'keys', 'create', 'production', '--kind', 'evaluation');
    expect(wrong.exitCode).toBe(2);
  });
});
