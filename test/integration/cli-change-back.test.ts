import { expect, it } from 'vitest';
import { walkthroughFile } from '../../orchestrator/core/definition/walkthrough.ts';
import { startHarness } from '../../scripts/testing/index.ts';
import { colorteller } from '../support/cli.ts';

const WALKTHROUGH = walkthroughFile({ 'us-west1': 4401, 'us-central1': 4402 });

it('a change back to the value before a release aborts it where changes supersede, and says so', async () => {
  const definition = WALKTHROUGH.replace('- name: region-by-region', '$&\n    onChange: supersede');
  await using harness = await startHarness({ definition });
  const { when, then, workspace } = harness;
  await when.changes({ color: 'purple' });
  await when.approves('us-west1');
  await then.regions({ 'us-west1': 'purple', 'us-central1': 'blue' });
  const set = ['config', 'set', 'colorteller', 'color=blue', '--workspace', workspace];
  const { stdout, exitCode } = await colorteller(set);
  expect([exitCode, stdout.trim()]).toEqual([0, '✔ rel-1 is aborted: changed back to version 1.']);
  await then.regions({ 'us-west1': 'blue', 'us-central1': 'blue' });
});
