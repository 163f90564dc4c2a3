import { AssertionError } from 'node:assert/strict';
import {
  judgeRegions,
  judgeRelease,
  targetRelease,
  type WaitState,
  type WaitVerdict,
} from '../../cli/status/wait-state.ts';
import type { Harness } from '../../testing/harness.ts';
import { waitUntil } from '../../testing/timeouts.ts';

/** Long enough for real containers. */
const TIMEOUT_MS = { within: '60s' };

/**
 * Waits until the latest release, or all regions, are so, as `status --wait` does.
 * @throws AssertionError that says how things stand instead.
 */
export async function waitFor({ state }: Harness, awaited: WaitState): Promise<void> {
  await waitUntil<WaitVerdict>({
    poll: async () =>
      awaited === 'settled'
        ? judgeRegions(await state())
        : judgeRelease(targetRelease(await state(), {}), awaited),
    isSo: ({ verdict }) => verdict === 'reached',
    within: TIMEOUT_MS,
    fail: ({ progress }, waited) =>
      Promise.resolve(
        new AssertionError({ message: `it is not ${awaited}: ${progress} (waited ${waited})` }),
      ),
  });
}
