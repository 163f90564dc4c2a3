import { stat } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import type { ExposuresAnswer } from '../../orchestrator/control-plane/view/answers.ts';
import { colorteller, colortellerAt, startUp } from '../support/cli.ts';
import { eventually } from '../support/eventually.ts';
import { tempFolder } from '../support/temp-folder.ts';

describe('the command line for SDKs', () => {
  it('makes, lists and revokes keys, and prints the exposures that SDKs report, those of the orchestrator too', async () => {
    await using folder = await tempFolder();
    await using up = await startUp(folder.path);
    const none = await colortellerAt(up, 'keys', 'create', 'nowhere');
    expect([none.exitCode, none.stderr]).toEqual([2, expect.stringContaining('nowhere')]);

    const created = await colortellerAt(up, 'keys', 'create', 'production', '--json');
    const { id, key } = JSON.parse(created.stdout) as { id: string; key: string };
    const specs = () => fetch(`${up.url}/v2/download_config_specs/${key}.json`);
    expect((await specs()).status).toBe(200);
    expect((await stat(path.join(folder.path, 'keys.json'))).mode & 0o777).toBe(0o600);
    const listed = await colortellerAt(up, 'keys', 'list');
    expect(listed.stdout).toContain(id);
    expect(listed.stdout).not.toContain(key);
    expect((await colortellerAt(up, 'keys', 'revoke', id)).exitCode).toBe(0);
    expect((await specs()).status).toBe(401);
    expect((await colortellerAt(up, 'keys', 'revoke', id)).exitCode).toBe(2);

    const answer = await eventually('the report of the program', async () => {
      const { stdout } = await colortellerAt(up, 'exposures', '--json');
      const read = JSON.parse(stdout) as ExposuresAnswer;
      return read.summaries.length >= 2 ? read : undefined;
    });
    expect(answer.attachedSdks).toBe(1);
    expect(answer.summaries).toContainEqual(
      expect.objectContaining({ config: 'colorteller', region: 'us-west1', configVersion: 1 }),
    );
    const text = await colortellerAt(up, 'exposures');
    expect(text.stdout).toContain('us-west1: colorteller version 1, rule (default)');
    expect((await up.client.state()).source).toMatchObject({ name: 'statsig', isStale: false });
  });

  it('says that no orchestrator runs', async () => {
    await using folder = await tempFolder();
    const { exitCode } = await colorteller(['exposures', '--workspace', folder.path]);
    expect(exitCode).toBe(3);
  });
});
