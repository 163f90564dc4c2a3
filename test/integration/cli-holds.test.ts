import { describe, expect, it } from 'vitest';
import { BY_ANN } from '../support/actors.ts';
import {
  colorteller,
  colortellerAt,
  EMBEDDED,
  bothRegionsAnswer,
  settled,
  startUp,
} from '../support/cli.ts';
import { editWorkspace } from '../support/edit-workspace.ts';
import { eventually } from '../support/eventually.ts';
import { tempFolder } from '../support/temp-folder.ts';

const AS_ANN = ['--actor', 'ann'];

describe.concurrent('hold and lift', () => {
  it('stop the line and let it go on, whatever was approved meanwhile', async () => {
    await using folder = await tempFolder();
    await using up = await startUp(folder.path);
    await settled(up.client);
    const held = await colortellerAt(up, 'hold', ...AS_ANN, '--reason', 'incident 42');
    expect([held.exitCode, held.stdout]).toEqual([
      0,
      '✔ everything is held. Lift the hold with: npx colorteller lift',
    ]);
    await up.client.changeConfig('colorteller', { set: { color: 'purple' }, ...BY_ANN });
    await up.client.act('rel-1', 'approve', { phase: 'us-west1', ...BY_ANN });
    const { stdout } = await colortellerAt(up, 'status');
    expect(stdout).toMatch(/^everything is held by ann for \S+: incident 42$/m);
    expect(stdout.replace(/\n[│ ]+/g, ' ')).toMatch(
      /phase "us-west1" may not start: everything is held by ann: incident 42 for \S+ \(since \S+Z\) ended by a person who lifts the hold, or anyone who aborts \$ npx colorteller lift /,
    );
    expect(stdout).toMatch(/◌ us-west1 +blocked/);
    await bothRegionsAnswer(up.client, 'blue', 'blue');

    const region = ['--region', 'us-central1', ...AS_ANN];
    expect((await colortellerAt(up, 'hold', ...region)).stdout).toBe(
      '✔ region "us-central1" is held. Lift the hold with: npx colorteller lift --region us-central1',
    );
    const lifted = await colortellerAt(up, 'lift', ...AS_ANN);
    expect(lifted.stdout).toBe(
      '✔ the hold on everything is lifted; still held: region "us-central1".',
    );
    await bothRegionsAnswer(up.client, 'purple', 'blue');
    await up.client.act('rel-1', 'approve', { phase: 'us-central1', ...BY_ANN });
    await bothRegionsAnswer(up.client, 'purple', 'blue');
    const json = await colortellerAt(up, 'lift', '--json', ...region);
    expect(JSON.parse(json.stdout)).toMatchObject({ holds: [] });
    await bothRegionsAnswer(up.client, 'purple', 'purple');
    expect((await colortellerAt(up, 'status')).stdout).toMatch(/rel-1 {2}COMPLETED \(good\)/);
  });

  it('refuse what makes no sense', async () => {
    await using folder = await tempFolder();
    await using up = await startUp(folder.path);
    const tries: [string[], number, string][] = [
      [['hold', '--region', 'mars'], 2, '[UNKNOWN_REGION]'],
      [['hold', '--config', 'colorteller', '--region', 'us-west1'], 2, 'cannot be used with'],
      [['lift'], 3, 'there is no hold on everything [ACTION_REFUSED]'],
      [['rollback', 'colorteller'], 2, '--to <release>'],
    ];
    for (const [args, exitCode, text] of tries) {
      const answer = await colortellerAt(up, ...args);
      expect([args, answer.exitCode, answer.stderr]).toEqual([
        args,
        exitCode,
        expect.stringContaining(text),
      ]);
    }
  });
});

describe.concurrent('rollback', () => {
  it('gives everyone a good release again, and holds automation until a person starts one', async () => {
    await using folder = await tempFolder();
    await using up = await startUp(folder.path);
    for (const [release, color] of Object.entries({ 'rel-1': 'purple', 'rel-2': 'red' })) {
      await up.client.changeConfig('colorteller', { set: { color }, ...BY_ANN });
      await up.client.act(release, 'rollout', BY_ANN);
    }
    await bothRegionsAnswer(up.client, 'red', 'red');
    const rolledBack = await colortellerAt(up, 'rollback', 'colorteller', '--to', 'rel-1');
    expect([rolledBack.exitCode, rolledBack.stdout]).toEqual([
      0,
      '✔ everyone has "colorteller" of rel-1 (version 2) again; automation is held until a person starts the next release.',
    ]);
    await bothRegionsAnswer(up.client, 'purple', 'purple');
    const set = ['config', 'set', 'colorteller', 'color=green'];
    const automated = await colortellerAt(up, ...set, '--automated');
    expect([automated.exitCode, automated.stderr]).toEqual([
      3,
      expect.stringContaining('[AUTOMATION_HELD]'),
    ]);
    expect((await colortellerAt(up, ...set)).exitCode).toBe(0);
    await up.client.act('rel-3', 'abort', BY_ANN);
    expect((await colortellerAt(up, 'status')).stdout).toMatch(/rel-3 {2}ABORTED \(bad\)/);
  });
});

describe.concurrent('what the workspace file asks for', () => {
  it('is shown by status: how many approvals there are of how many', async () => {
    await using folder = await tempFolder();
    await using up = await startUp(folder.path);
    await editWorkspace(folder.path, (text) =>
      text
        .replace('requiredReview: true', 'requiredReview: true\n        minimumApprovals: 2')
        .replace('color: { type: string }', 'color: { enum: [blue, purple] }'),
    );
    await eventually('the edit', async () => {
      const { pipelines } = await up.client.state();
      return pipelines[0]?.phases[0]?.minimumApprovals === 2 ? true : undefined;
    });
    const misfit = await colortellerAt(up, 'config', 'set', 'colorteller', 'color=green');
    expect([misfit.exitCode, misfit.stderr]).toEqual([
      2,
      expect.stringMatching(
        /cannot have this value: color: .*"blue"\|"purple".* \[INVALID_VALUE\]/,
      ),
    ]);
    await up.client.changeConfig('colorteller', { set: { color: 'purple' }, ...BY_ANN });
    const firstPhase = async () =>
      /us-west1 +waiting.*/.exec((await colortellerAt(up, 'status')).stdout)?.[0];
    expect(await firstPhase()).toMatch(/review by 2; 0 of 2 approvals$/);
    await up.client.act('rel-1', 'approve', { phase: 'us-west1', ...BY_ANN });
    expect(await firstPhase()).toMatch(/review by 2; approved by ann \(1 of 2 approvals\)$/);
  });
});

describe.concurrent('up on real time, where the log is ahead of it', () => {
  it('says what that means and what to type', async () => {
    await using folder = await tempFolder();
    const first = await startUp(folder.path, [...EMBEDDED, '--speed', '0']);
    await colortellerAt(first, 'clock', 'advance', '2h');
    first.interrupt();
    await first.ended;
    const second = await startUp(folder.path);
    await settled(second.client);
    second.interrupt();
    const stderr = await second.stderr;
    expect(stderr).toMatch(
      /^warning the log of this workspace is (1h 59m\S*|2h) ahead of real time/m,
    );
    expect(stderr).toContain('npx colorteller up --speed 1');
    await using third = await startUp(folder.path, [...EMBEDDED, '--speed', '1']);
    third.interrupt();
    expect(await third.stderr).not.toContain('warning');
    await colorteller(['down', '--workspace', folder.path]);
  });
});
