import { own } from '../../../common/own.ts';
import type { PipelineEvent } from '../event.ts';
import type { PipelineState } from '../state.ts';

type Observed = Extract<
  PipelineEvent,
  { type: 'region-observed' | 'stack-updated' | 'stack-update-failed' }
>;

/** Applies observations of regions and updates. */
export function observe(state: PipelineState, event: Observed): PipelineState {
  const { atMs } = event;
  switch (event.type) {
    case 'region-observed':
      return withRegion(state, event.region, {
        answered: event.answer,
        answeredAtMs: atMs,
        problem: event.problem,
      });
    case 'stack-updated':
      return Object.entries(event.regions).reduce(
        (next, [region, applied]) => withRegion(next, region, { applied, appliedAtMs: atMs }),
        withStack(state, event.stack, { updatedAtMs: atMs, failure: null }),
      );
    case 'stack-update-failed': {
      const { code, message, regions, isLasting } = event;
      const observedRegions = regions === undefined ? {} : { regions };
      const lasting = isLasting === undefined ? {} : { isLasting };
      return withStack(state, event.stack, {
        failure: { code, message, atMs, ...observedRegions, ...lasting },
      });
    }
  }
}

function withRegion(
  state: PipelineState,
  name: string,
  change: Partial<PipelineState['regions'][string]>,
): PipelineState {
  const region = own(state.regions, name);
  if (region === undefined) return state;
  return { ...state, regions: { ...state.regions, [name]: { ...region, ...change } } };
}

function withStack(
  state: PipelineState,
  name: string,
  change: Partial<PipelineState['stacks'][string]>,
): PipelineState {
  const stack = own(state.stacks, name);
  if (stack === undefined) return state;
  return { ...state, stacks: { ...state.stacks, [name]: { ...stack, ...change } } };
}
