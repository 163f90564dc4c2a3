import type { StateView } from '../../../orchestrator/control-plane/view/state-view.ts';
import { AppError } from '../../../orchestrator/common/errors/app-error.ts';
import { httpRegionProbe } from '../../../orchestrator/runtime/observation/region-probe.ts';
import type { ControlClient } from '../../cli/client/control-client.ts';
import { realClock } from '../../../orchestrator/common/real-clock.ts';

/** Between two polls of the orchestrator, whose answer is long in a fleet, and of a region. */
const PAUSE_MS = 200;
const POLL_MS = 5;

/** Every region answers what it should. */
export function regionsAreSettled({ regions }: StateView): boolean {
  return regions.every((region) => region.isSettled);
}

/** A fleet that takes so long for one step has a fault, which its stacks report. */
const DEADLINE_MS = 180_000;

/** Resolves when the orchestrator reports so. @throws AppError TIMEOUT with the first failure of an update, if there is one. */
export async function stateIs(
  client: ControlClient,
  isSo: (view: StateView) => boolean,
): Promise<void> {
  const untilMs = realClock.nowMs() + DEADLINE_MS;
  for (;;) {
    const view = await client.state();
    if (isSo(view)) return;
    if (realClock.nowMs() > untilMs) {
      const failure = view.stacks.find((stack) => stack.failure !== null)?.failure;
      const why = failure?.message ?? 'no update failed';
      throw new AppError('TIMEOUT', `the fleet did not come so far in ${DEADLINE_MS} ms: ${why}`);
    }
    await realClock.sleep(PAUSE_MS);
  }
}

/** Resolves when the region does. */
export async function answersColor(url: string, color: string): Promise<void> {
  const { signal } = new AbortController();
  while ((await httpRegionProbe(url, signal)).answer?.color !== color)
    await realClock.sleep(POLL_MS);
}
