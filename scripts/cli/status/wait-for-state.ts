import type { StateView } from '../../../orchestrator/control-plane/view/state-view.ts';
import { formatDuration } from '../../../orchestrator/core/definition/duration.ts';
import { AppError } from '../../../orchestrator/common/errors/app-error.ts';
import type { CommandContext } from '../command-context.ts';
import type { ControlClient } from '../client/control-client.ts';
import {
  judgeRegions,
  judgeRelease,
  targetRelease,
  type WaitState,
  type WaitTarget,
  type WaitVerdict,
} from './wait-state.ts';
import { realClock } from '../../../orchestrator/common/real-clock.ts';
import { withAnySignal } from '../../../orchestrator/common/with-any-signal.ts';

export interface WaitOptions {
  awaited: WaitState;
  target: WaitTarget;
  timeoutMs: number;
}

/**
 * Waits until a release or the regions reach a state, with progress on standard error. Resolves to undefined after
 * Ctrl-C.
 * @throws AppError WAIT_UNREACHABLE, WAIT_TIMED_OUT, NOT_RUNNING, UNKNOWN_RELEASE, UNKNOWN_CONFIG
 */
export async function waitForState(
  { stderr, signal }: CommandContext,
  client: ControlClient,
  { awaited, target, timeoutMs }: WaitOptions,
): Promise<{ state: StateView; progress: string } | undefined> {
  const ending = new AbortController();
  const onLost = () => void stderr.write(`! ${client.url} does not answer; reconnecting\n`);
  let last = 'no state received';
  const judge = judgeOf(awaited, target);
  const reached = await withAnySignal([signal, ending.signal], async (either) => {
    void realClock.sleep(timeoutMs, either).then(
      () => ending.abort(),
      () => undefined,
    );
    try {
      for await (const state of client.watch(either, onLost)) {
        const { verdict, progress } = judge(state);
        if (verdict === 'reached') return { state, progress };
        if (verdict === 'in-vain') {
          throw new AppError(
            'WAIT_UNREACHABLE',
            `"${awaited}" can no longer be reached: ${progress}`,
            {
              action: 'See what happened with: npx colorteller events',
            },
          );
        }
        if (progress !== last) stderr.write(`… ${progress}\n`);
        last = progress;
      }
      return undefined;
    } finally {
      ending.abort();
    }
  });
  if (reached !== undefined) return reached;
  if (signal.aborted) return undefined;
  throw new AppError(
    'WAIT_TIMED_OUT',
    `timed out after ${formatDuration(timeoutMs)} waiting for "${awaited}": ${last}`,
    {
      action:
        'Wait longer with --timeout, or see who can end the wait with: npx colorteller status',
    },
  );
}

/** Follows one release, once there is one. */
function judgeOf(awaited: WaitState, target: WaitTarget): (state: StateView) => WaitVerdict {
  if (awaited === 'settled') return judgeRegions;
  let followed = target;
  return (state) => {
    const release = targetRelease(state, followed);
    if (release !== undefined) followed = { release: release.id };
    return judgeRelease(release, awaited);
  };
}
