import type { ReleaseView } from '../../orchestrator/control-plane/view/release-view.ts';
import type { StateView } from '../../orchestrator/control-plane/view/state-view.ts';
import { AppError } from '../../orchestrator/common/errors/app-error.ts';
import type { ControlClient } from '../cli/client/control-client.ts';
import { targetRelease } from '../cli/status/wait-state.ts';
import type { ReleaseExpectation, Within } from './harness.ts';
import { waitUntil } from './timeouts.ts';
import { unmet } from './region-truths.ts';

/** @param id default: the latest that is active, or the latest of all. @throws AppError NOTHING_ACTIVE, UNKNOWN_RELEASE */
export function releaseOf(state: StateView, id?: string): ReleaseView {
  const found = targetRelease(state, id === undefined ? {} : { release: id });
  if (found !== undefined) return found;
  throw new AppError('NOTHING_ACTIVE', 'there is no release yet', {
    action: "Start one: when.changes({ color: 'purple' }).",
  });
}

/** Expectations of a release, by the control plane's state. */
export function expectRelease(client: ControlClient, id?: string): ReleaseExpectation {
  const expectThat = async (
    read: (release: ReleaseView) => string | null,
    expected: string,
    what: string,
    options: Within = {},
  ): Promise<void> => {
    await waitUntil({
      poll: () => client.state(),
      isSo: (state) => read(releaseOf(state, id)) === expected,
      within: options,
      fail: (state, waited) => {
        const release = releaseOf(state, id);
        const actual = read(release);
        return unmet(client, {
          sentence: `${release.id} should ${what} ${expected} and is ${actual ?? 'at none'} (waited ${waited})`,
          actual,
          expected,
          regions: release.phases.flatMap(({ regions }) => regions),
        });
      },
    });
  };
  return {
    toBe: (status, options) => expectThat((release) => release.status, status, 'be', options),
    toWaitIn: (phase, options) =>
      expectThat(
        ({ currentPhase, waitingFor }) => (waitingFor === null ? null : currentPhase),
        phase,
        'wait in phase',
        options,
      ),
  };
}
