import type { LabSolution } from '../lab.ts';
import { waitFor } from '../wait-for.ts';

/** The small regions first, all others after them; then a release by it. */
export const solve: LabSolution = async (harness, run) => {
  await run.editDefinition((text) =>
    text
      .replaceAll('field: region', 'field: size')
      .replace(/targetValue: \[ ?us-west1 ?\]/, 'targetValue: [small]')
      .replace(
        /operator: any(\s+)targetValue: \[ ?us-east1[^\]]*\]/,
        'operator: none$1targetValue: [small]',
      ),
  );
  await harness.when.changes({ color: 'purple' });
  await waitFor(harness, 'baking');
  await harness.clock.advance('1h');
  await waitFor(harness, 'waiting');
  await harness.when.approves('everyone');
  await waitFor(harness, 'completed');
  await waitFor(harness, 'settled');
};
