import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { colortellerAt, bothRegionsAnswer, settled, spawnUp } from '../support/cli.ts';
import { editWorkspace } from '../support/edit-workspace.ts';
import { eventually } from '../support/eventually.ts';
import { tempFolder } from '../support/temp-folder.ts';

const refusal = { code: 'PROTECTED', message: 'nothing is removed: us-west1 is protected' };

describe('a protected region', () => {
  it('is not removed by down, with or without an orchestrator, unless --unprotect asks for it', async () => {
    await using folder = await tempFolder();
    await using up = await spawnUp(folder.path);
    await settled(up.client);
    await editWorkspace(folder.path, (text) =>
      text.replace('{ name: us-west1, ', '{ name: us-west1, protect: true, '),
    );
    await eventually('the protection in effect', async () => {
      const taken = (await up.client.events(0)).findLast(
        ({ event }) => event.type === 'definition-changed',
      );
      return JSON.stringify(taken).includes('"protect":true') || undefined;
    });
    await eventually('the protection in the state of the engine', async () => {
      const state = await readFile(path.join(folder.path, 'embedded/production.json'), 'utf8');
      return state.includes('isProtected') || undefined;
    });
    // Through the running orchestrator: it goes on.
    const refused = await colortellerAt(up, 'down', '--json');
    expect([refused.exitCode, JSON.parse(refused.stderr)]).toMatchObject([3, { error: refusal }]);
    await bothRegionsAnswer(up.client, 'blue', 'blue');
    // Without an orchestrator: what is deployed stays.
    up.kill('SIGKILL');
    await up.ended;
    const cold = await colortellerAt(up, 'down', '--json');
    expect([cold.exitCode, JSON.parse(cold.stderr)]).toMatchObject([3, { error: refusal }]);
    const { exitCode, stdout } = await colortellerAt(up, 'down', '--unprotect', '--json');
    expect([exitCode, JSON.parse(stdout)]).toEqual([0, { removed: true }]);
  });
});
