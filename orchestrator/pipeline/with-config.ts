import type { ConfigState, PipelineState } from './state.ts';

/** The state with one config changed; one that is not there stays away. */
export function withConfig(
  state: PipelineState,
  name: string,
  change: Partial<ConfigState>,
): PipelineState {
  const config = state.configs[name];
  if (config === undefined) return state;
  return { ...state, configs: { ...state.configs, [name]: { ...config, ...change } } };
}
