import { AssertionError } from 'node:assert/strict';
import type { Harness } from '../../testing/harness.ts';
import { waitUntil } from '../../testing/timeouts.ts';

/** Long enough for real containers. */
const TIMEOUT_MS = { within: '60s' };

/**
 * Waits until the orchestrator has recorded a region's answer in its log.
 * @param color null: no answer.
 * @throws AssertionError with the recorded answer.
 */
export async function waitForAnswer(
  { state }: Harness,
  region: string,
  color: string | null,
): Promise<void> {
  await waitUntil({
    poll: async () => (await state()).regions.find(({ name }) => name === region)?.answered,
    isSo: (answered) => answered !== undefined && (answered?.color ?? null) === color,
    within: TIMEOUT_MS,
    fail: (answered, waited) =>
      Promise.resolve(
        new AssertionError({
          message: `${region} answers ${answered?.color ?? 'nothing'}, not ${color ?? 'nothing'} (waited ${waited})`,
        }),
      ),
  });
}
