import { readdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { LOG_VERSION } from '../../orchestrator/runtime/store/log-header.ts';
import { WORKSPACE_FILE, walkthroughFile } from '../../orchestrator/core/definition/walkthrough.ts';
import { logText } from '../support/log-text.ts';
import { colorteller } from '../support/cli.ts';
import { rampingFile } from '../support/ramping.ts';
import { tempFolder } from '../support/temp-folder.ts';

describe('rehearse', () => {
  it('prints the timeline of a release and touches nothing', async () => {
    await using folder = await tempFolder();
    const text = walkthroughFile({ 'us-west1': 4401, 'us-central1': 4402 });
    await writeFile(path.join(folder.path, WORKSPACE_FILE), text);
    const rehearse = (change: string, ...args: string[]) =>
      colorteller(['rehearse', '--workspace', folder.path, '--change', change, ...args]);
    const whole = await rehearse('{"color":"purple"}', '--approve-after', '10m');
    expect(whole.stdout).toMatch(/us-west1 ■ purple {2}us-central1 ■ blue/);
    expect(whole.stdout).toMatch(/\nComplete after 20m\.$/);
    const wrong = await rehearse('purple');
    expect([wrong.exitCode, wrong.stderr]).toEqual([2, expect.stringContaining('[BAD_INPUT]')]);
    expect(await readdir(folder.path)).toEqual([WORKSPACE_FILE]);
  });

  it('begins at the time of the pipeline, also where that has run ahead', async () => {
    await using folder = await tempFolder();
    const text = `${walkthroughFile({ 'us-west1': 4401, 'us-central1': 4402 })}
changeWindows:
  - { name: freeze, kind: deny, rule: FREQ=WEEKLY;BYDAY=FR;BYHOUR=16, duration: 62h }
`;
    await writeFile(path.join(folder.path, WORKSPACE_FILE), text);
    const friday = Date.parse('2100-01-01T17:00:00Z');
    const log = logText(LOG_VERSION, [{ type: 'timer-fired', atMs: friday }]);
    await writeFile(path.join(folder.path, 'events.log'), log);
    const args = ['--change', '{"color":"purple"}', '--approve-after', '1h'];
    const { stdout } = await colorteller(['rehearse', '--workspace', folder.path, ...args]);
    expect(stdout).toContain('+1h       may not start for 2d 12h (ended by the change window');
  });

  it('prints the course of a ramp, with what delays it', async () => {
    await using folder = await tempFolder();
    await writeFile(path.join(folder.path, WORKSPACE_FILE), rampingFile());
    const rehearse = (...args: string[]) =>
      colorteller(['rehearse', '--workspace', folder.path, ...args]);
    const { stdout } = await rehearse('--ramp', 'sparkle', '--fault', 'hold@20h+6h');
    expect(stdout).toContain('+1d 2h    rule "everyone" passes 10 % (delayed by 2h: everything');
    expect(stdout).toMatch(/\nAt its last step after 3d 2h\.$/);
    const json = await rehearse('--ramp', 'sparkle', '--json');
    expect(JSON.parse(json.stdout)).toMatchObject({
      ramp: 'sparkle',
      steps: [{ percentage: 1 }, {}, {}, {}],
    });
    const neither = await rehearse();
    expect(neither.stderr).toContain('rehearse needs a change, or a ramp');
  });
});
