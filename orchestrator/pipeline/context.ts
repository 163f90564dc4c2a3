import type { Definition } from '../definition/definition.ts';
import type { PipelineState } from './state.ts';

/** What a rule may look at besides the release it is asked about. */
export interface Context {
  definition: Definition;
  state: PipelineState;
}
