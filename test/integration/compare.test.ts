import { readdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { expect, it } from 'vitest';
import { comparisonSchema } from '../../orchestrator/core/comparison/comparison.ts';
import { WORKSPACE_FILE, walkthroughFile } from '../../orchestrator/core/definition/walkthrough.ts';
import { colorteller } from '../support/cli.ts';
import { tempFolder } from '../support/temp-folder.ts';

it('compares a pipeline with that of another file, from the files alone', async () => {
  await using folder = await tempFolder();
  const text = walkthroughFile({ 'us-west1': 4401, 'us-central1': 4402 });
  await writeFile(path.join(folder.path, WORKSPACE_FILE), text);
  const unreviewed = path.join(folder.path, 'unreviewed.yaml');
  await writeFile(unreviewed, text.replaceAll(/ +requiredReview: true\n/g, ''));
  const run = (...args: string[]) =>
    colorteller(['compare', '--workspace', folder.path, '--change', 'color=purple', ...args]);
  const both = ['region-by-region', unreviewed, '--fault', 'erroring@5%', '--for', '10m'];
  const table = await run(...both, '--approve-after', '1m');
  expect(table.stdout).toMatch(/ region-by-region +unreviewed.yaml\n/);
  expect(table.stdout).toMatch(/\neveryone, all well +after 2m +after 0s\n/);
  const { stdout } = await run(...both, '--approve-after', '1m', '--json');
  const { pipelines } = comparisonSchema.parse(JSON.parse(stdout));
  // One region for a minute, then both; and both from the start.
  expect(pipelines.map(({ withFault }) => withFault.requestMinutes)).toEqual([8.5, 10]);

  const unknown = await run('nowhere');
  expect(unknown.stderr).toContain('there is no pipeline "nowhere" [BAD_INPUT]');
  const wrong = await run('--fault', 'gone');
  expect(wrong.stderr).toContain('gone is no fault of what a region answers [BAD_INPUT]');
  const long = await run('--rate', '1000', '--for', '24h');
  expect(long.stderr).toContain('at most 20,000,000 are simulated [BAD_INPUT]');
  expect((await readdir(folder.path)).sort()).toEqual([WORKSPACE_FILE, 'unreviewed.yaml'].sort());
});
