import { AssertionError } from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { LabSolution } from '../lab.ts';
import { waitUntil } from '../../../testing/timeouts.ts';
import { waitFor } from '../wait-for.ts';

/** A release by the program, a resource by a gate, a mistake and its correction. */
export const solve: LabSolution = async (harness, run) => {
  const { when, workspace, history } = harness;
  await when.changes({ color: 'purple' });
  await when.approves('us-west1');
  await waitFor(harness, 'settled');
  await when.approves('us-central1');
  await waitFor(harness, 'completed');
  await waitFor(harness, 'settled');
  await run.editDefinition((text) => text.replace('defaultValue: false', 'defaultValue: true'));
  await waitFor(harness, 'settled');
  const file = path.join(workspace, 'program.ts');
  const program = await readFile(file, 'utf8');
  await writeFile(file, program.replace('stack.decide(region)', "stack.decide('us-east1')"));
  await waitUntil({
    poll: () => history.of('stack-update-failed'),
    isSo: (failures) => failures.length > 0,
    within: { within: '60s' },
    fail: () => Promise.resolve(new AssertionError({ message: 'no update failed' })),
  });
  await writeFile(file, program);
  await waitUntil({
    poll: () => harness.state(),
    isSo: ({ stacks }) => stacks.every(({ failure }) => failure === null),
    within: { within: '60s' },
    fail: () => Promise.resolve(new AssertionError({ message: 'the program still fails' })),
  });
  await waitFor(harness, 'settled');
};
