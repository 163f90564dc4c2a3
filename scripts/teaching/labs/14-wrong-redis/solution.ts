import { AssertionError } from 'node:assert/strict';
import { waitUntil } from '../../../testing/timeouts.ts';
import type { LabSolution } from '../lab.ts';
import { waitFor } from '../wait-for.ts';

/** The accident up to the last guard, which ends it; then everything as it was. */
export const solve: LabSolution = async (harness, run) => {
  const { when, history } = harness;
  let original = '';
  await run.editDefinition((text) => {
    original = text;
    return text
      .replace('literals: error', 'literals: off')
      .replace("'${environment.redis}'", 'latest-redis:6379');
  });
  await waitFor(harness, 'waiting');
  await when.approves('canary');
  await waitUntil({
    poll: () => history.of('stack-update-failed'),
    isSo: (failures) => failures.length > 0,
    within: { within: '60s' },
    fail: () => Promise.resolve(new AssertionError({ message: 'no policy refused the update' })),
  });
  await run.editDefinition((text) => text.replace('own-redis: mandatory', 'own-redis: disabled'));
  await waitFor(harness, 'baking');
  await when.aborts({ reason: 'production uses the Redis of development' });
  // The file still asks for what was aborted.
  await waitUntil({
    poll: () => harness.state(),
    isSo: ({ definitionProblem }) => definitionProblem !== null,
    within: { within: '60s' },
    fail: () => Promise.resolve(new AssertionError({ message: 'the abort was not noticed' })),
  });
  await run.editDefinition(() => original);
  await waitFor(harness, 'settled');
};
