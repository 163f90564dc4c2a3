import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { CommandContext } from '../../scripts/cli/command-context.ts';
import { referencesCommand } from '../../scripts/cli/commands/references.ts';
import { BY_ANN } from '../support/actors.ts';
import { KEY, startTestControlPlane, type TestControlPlane } from '../support/control-plane.ts';
import { consoleCommands } from '../support/console-commands.ts';
import { runCommand } from '../support/run-command.ts';
import { tempFolder } from '../support/temp-folder.ts';

let server: TestControlPlane;

beforeEach(async () => {
  server = await startTestControlPlane();
});

afterEach(() => server.close());

const commands = (context: CommandContext) => [
  ...consoleCommands(context),
  referencesCommand(context),
];

const run = async (args: readonly string[], stdin = '') =>
  (
    await runCommand(commands, [...args, '--url', server.url], {
      env: { COLORTELLER_KEY: KEY, XDG_CONFIG_HOME: '/nowhere' },
      stdin,
    })
  ).stdout;

const GATE = `
name: checkout
isEnabled: true
rules: # none of them yet
  - name: everyone
    passPercentage: 100
    conditions: [{ type: public }]
`;

describe('the resource commands at an orchestrator', () => {
  it('a gate, from a file to its end', async () => {
    await using folder = await tempFolder();
    const file = path.join(folder.path, 'gate.yaml');
    await writeFile(file, GATE);
    expect(await run(['gates'])).toBe('There are none.\n');
    expect(await run(['gates', 'create', '--file', file, '--set', 'description=it pays'])).toMatch(
      /^✔ Gate/,
    );
    expect(await run(['gates', 'list'])).toMatch(
      /^ID +ENABLED +STATUS +RULES\ncheckout +yes +.* everyone\n$/,
    );
    await run(['gates', 'update', 'checkout', '--set', 'rules.0.passPercentage=10']);
    expect(await run(['gates', 'rules', 'checkout'])).toMatch(/everyone +10/);
    await run(['gates', 'update-rules', 'checkout', '--set', 'rules.0.passPercentage=20']);
    expect(await run(['gates', 'rules', 'checkout'])).toMatch(/everyone +20/);
    await run(['gates', 'disable', 'checkout']);
    expect(await run(['gates', 'get', 'checkout'])).toMatch(
      /^id: checkout\n[^]*description: it pays\n[^]*isEnabled: false/m,
    );
    expect(await run(['gates', 'versions', 'checkout'])).toMatch(/^VERSION.*\n3 .*\n2 .*\n1 /);
    await run(['gates', 'archive', 'checkout', '--reason', 'paid']);
    expect(JSON.parse(await run(['gates', 'delete', 'checkout', '--json']))).toEqual({
      message: expect.any(String) as string,
    });
    expect(JSON.parse(await run(['gates', 'list', '--json']))).toEqual([]);
  });

  it('configs, pipelines and environments, by edits of what there is', async () => {
    const edit = ['configs', 'update', 'colorteller', '--set', 'defaultValue.color=purple'];
    await run([...edit, '--set', 'defaultValue.memoryMb=64', '--reason', 'Überfall — “später”']);
    const [release] = (await server.client.state()).releases;
    expect([release?.to.defaultValue, release?.actions[0]?.reason]).toEqual([
      { color: 'purple', memoryMb: 64 },
      'Überfall — “später”',
    ]);
    await run(['triggers', 'abort', 'rel-1', '--actor', 'ann']);
    await run([
      'pipelines',
      'update',
      'region-by-region',
      '--set',
      'phases.1.requiredReview=false',
    ]);
    expect(await run(['pipelines', 'get', 'region-by-region'])).toContain('requiredReview: false');
    expect(await run(['pipelines'])).toMatch(/region-by-region +us-west1, us-central1/);
    await run(['environments', 'update', '--set', 'environments.0.requiresReleasePipeline=false']);
    expect(await run(['environments', 'list'])).toMatch(/^ID.*\ndevelopment +no +no/);
    expect(await run(['environments', 'get', 'production'])).toContain('isProduction: true');
    await expect(run(['environments', 'get', 'mars'])).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });

  it('references, of everything and of one name', async () => {
    const gate = ['--set', 'name=checkout', '--set', 'releasePipelineID=region-by-region'];
    await run(['gates', 'create', ...gate]);
    const used = 'region-by-region\n├─ used by dynamic config "colorteller", gate "checkout"\n';
    const phases = ['├─ phase "us-west1": us-west1\n', '└─ phase "us-central1": us-central1\n'];
    const whole = [used, ...phases].join('');
    expect(await run(['references'])).toBe(whole);
    expect(await run(['references', 'checkout'])).toBe(whole);
    // A name that is of a region and of a phase is asked for as the region.
    expect(await run(['references', 'us-central1'])).toBe(`${used}${phases[1]}`);
    await expect(run(['references', 'us-west'])).rejects.toMatchObject({
      code: 'NOT_FOUND',
      action: expect.stringContaining('Did you mean "us-west1"?') as string,
    });
  });

  it('triggers, with who and why, and by the commands on releases as well', async () => {
    await server.client.changeConfig('colorteller', { set: { color: 'purple' }, ...BY_ANN });
    const approve = ['triggers', 'approve', 'rel-1', '--actor', 'bob', '--reason', 'seen'];
    await run([...approve, '--phase', 'us-west1']);
    expect(await run(['triggers', 'list', '--config', 'colorteller'])).toMatch(
      /^ID +STATUS +CONFIG .*\nrel-1 +\w+ +colorteller +region-by-region +us-central1/,
    );
    expect(await run(['triggers', 'list', '--status', 'COMPLETED'])).toBe('There are none.\n');
    const [release] = (await server.client.state()).releases;
    expect(release?.actions.at(-1)).toMatchObject({
      type: 'APPROVED_FOR',
      actor: 'bob',
      reason: 'seen',
    });
    expect(await run(['approve', '--trigger', 'rel-1', '--phase', 'us-central1'])).toContain('✔');
  });

  it('a stale phase is refused with who moved on', async () => {
    await server.client.changeConfig('colorteller', { set: { color: 'purple' }, ...BY_ANN });
    await server.client.act('rel-1', 'skip', { phase: 'us-west1', ...BY_ANN });
    for (const args of [
      ['skip', '--release', 'rel-1'],
      ['triggers', 'skip', 'rel-1'],
    ]) {
      await expect(run([...args, '--phase', 'us-west1'])).rejects.toMatchObject({
        code: 'STALE_PHASE',
        message: expect.stringMatching(
          /is not the current one: .* is at "us-central1" now; since then SKIPPED "us-west1" by ann at /,
        ) as string,
      });
    }
  });

  it('what the API refuses keeps its code', async () => {
    await expect(run(['gates', 'get', 'none'])).rejects.toMatchObject({ code: 'UNKNOWN_CONFIG' });
    await expect(run(['gates', 'create', '--file', '/none'])).rejects.toMatchObject({
      code: 'BAD_INPUT',
      message: expect.stringContaining('--file /none cannot be read') as string,
    });
    await expect(run(['gates', 'create', '--file', '-'], '{')).rejects.toMatchObject({
      code: 'BAD_INPUT',
    });
  });
});
