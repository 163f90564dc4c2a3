import type { RequestedFaultSpec } from '../../../orchestrator/core/definition/fault.ts';
import type { FaultsAnswer } from '../../../orchestrator/control-plane/view/answers.ts';
import { post } from '../api.ts';
import { actor } from '../store/actor.ts';

const by = () => ({ actor: actor.value.trim() || 'somebody', reason: null });

/** Adds a fault; instead of the added one of the same name, if there is one. @throws ApiError */
export function setFault({ durationMs, ...fault }: RequestedFaultSpec): Promise<FaultsAnswer> {
  const duration = durationMs === undefined ? {} : { duration: durationMs };
  return post<FaultsAnswer>('/api/faults', {
    fault: { ...fault, ...duration },
    replace: true,
    ...by(),
  });
}

/** Clears one, or all that were added. @throws ApiError */
export function clearFault(name: string | null): Promise<FaultsAnswer> {
  return post<FaultsAnswer>('/api/faults/clear', { name, ...by() });
}
