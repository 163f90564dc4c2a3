import { describe, expect, it } from 'vitest';
import { BY_ANN } from '../support/actors.ts';
import { colortellerAt, bothRegionsAnswer, settled, spawnUp, startUp } from '../support/cli.ts';
import { editWorkspace } from '../support/edit-workspace.ts';
import { eventually } from '../support/eventually.ts';
import { tempFolder } from '../support/temp-folder.ts';

describe.concurrent('fault', () => {
  it('hits as configured, is shown prominently, survives a restart and is cleared', async () => {
    await using folder = await tempFolder();
    const first = await spawnUp(folder.path);
    await settled(first.client);
    const added = await colortellerAt(first, 'fault', 'add', 'fails:us-west1@1x2');
    expect([added.exitCode, added.stdout]).toEqual([
      0,
      expect.stringMatching(
        /injected into 0 of 0 calls[^]*⚡ A FAULT IS ACTIVE, injected on purpose/,
      ),
    ]);
    await first.client.changeConfig('colorteller', { set: { color: 'purple' }, ...BY_ANN });
    await first.client.act('rel-1', 'approve', { phase: 'us-west1', ...BY_ANN });
    await bothRegionsAnswer(first.client, 'purple', 'blue');
    await settled(first.client);
    expect((await colortellerAt(first, 'fault', 'list')).stdout).toMatch(
      /fails:us-west1@1x2 {2}on deliver {2}injected into 2 of 3 calls/,
    );
    const events = await colortellerAt(first, 'events');
    expect(events.stdout).toMatch(/added the fault fails:us-west1@1x2/);
    expect(events.stdout).toMatch(/deliver 1 of us-west1 was made to fail.*\[FAULT_TRANSIENT\]/);
    first.kill('SIGKILL');
    await first.ended;

    await using up = await startUp(folder.path);
    expect((await colortellerAt(up, 'status')).stdout).toMatch(/^⚡ A FAULT IS ACTIVE/m);
    const more = ['fault', 'add', 'erroring:us-central1', '--name', 'bad gateway', '--json'];
    expect(JSON.parse((await colortellerAt(up, ...more)).stdout)).toMatchObject({
      faults: [{ name: 'fails:us-west1@1x2' }, { name: 'bad gateway', operation: 'answer' }],
    });
    await eventually('what is seen of the region', async () => {
      const { regions } = await up.client.state();
      return regions[1]?.problem?.includes('status 500 (a fault on demand)') === true
        ? true
        : undefined;
    });
    const swap = ['fault', 'add', 'erroring:us-central1', '--name', 'bad gateway', '--json'];
    const swapped = await colortellerAt(up, ...swap, '--color', 'red', '--replace');
    expect(JSON.parse(swapped.stdout)).toMatchObject({
      faults: [{ name: 'fails:us-west1@1x2' }, { name: 'bad gateway', color: 'red', hits: 0 }],
    });
    await settled(up.client);
    expect((await colortellerAt(up, 'fault', 'clear', 'bad gateway')).exitCode).toBe(0);
    expect((await colortellerAt(up, 'fault', 'clear')).stdout).toMatch(/^no faults/);
    expect((await colortellerAt(up, 'status')).stdout).not.toContain('⚡');
    up.interrupt();
    expect(await up.stderr).toContain('⚡ A FAULT IS ACTIVE');
  });

  it('is refused where it makes no sense', async () => {
    await using folder = await tempFolder();
    await using up = await startUp(folder.path);
    await editWorkspace(
      folder.path,
      (text) =>
        `${text}\nfaults:\n  seed: 7\n  plan:\n    - { kind: stale, name: old news, nth: 99 }\n`,
    );
    await eventually('the fault of the file', async () => {
      const { faults } = await up.client.state();
      return faults[0]?.name === 'old news' && faults[0].seed === 7 ? true : undefined;
    });
    const tries: [string[], number, string][] = [
      [['add', 'explodes'], 2, '[BAD_INPUT]'],
      [['add', 'fails:mars'], 2, '[UNKNOWN_REGION]'],
      [['add', 'slow-deliver'], 2, 'the operation of slow is one of: answer'],
      [['add', 'stale', '--name', 'old news'], 3, '[ACTION_REFUSED]'],
      [['add', 'stale', '--name', 'old news', '--replace'], 3, 'in the workspace file already'],
      [['add', 'slow', '--color', 'bleu'], 2, 'a CSS colour name'],
      [['clear', 'nothing'], 2, '[UNKNOWN_FAULT]'],
      [['clear', 'old news'], 3, 'is in the workspace file'],
    ];
    for (const [args, exitCode, text] of tries) {
      const answer = await colortellerAt(up, 'fault', ...args);
      expect([args, answer.exitCode, answer.stderr]).toEqual([
        args,
        exitCode,
        expect.stringContaining(text),
      ]);
    }
  });
});
