import { ERROR_CODES } from '../../orchestrator/common/errors/error-codes.ts';
import type { ControlClient } from '../cli/client/control-client.ts';
import { targetRelease } from '../cli/status/wait-state.ts';
import type { Explain } from './call-site.ts';
import { labelled } from './region-truths.ts';
import { timelineOf } from './timeline.ts';

/** Exit status of what the present state refuses. */
const REFUSED = 3;

/** What led to the state that refuses an action: the timeline of the regions that the release reaches. */
export function explainRefusal(client: ControlClient): Explain {
  return async ({ code }) => {
    if (ERROR_CODES[code].exit !== REFUSED) return [];
    try {
      const [state, events] = await Promise.all([client.state(), client.events(0)]);
      const regions = targetRelease(state, {})?.phases.flatMap((phase) => phase.regions);
      return labelled('timeline', timelineOf(events, state, (regions ?? []).slice(0, 3)));
    } catch {
      // One that does not answer refuses nothing.
      return [];
    }
  };
}
