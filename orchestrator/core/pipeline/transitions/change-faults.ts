import { own } from '../../../common/own.ts';
import type { Definition } from '../../definition/definition.ts';
import type { Fault } from '../../definition/fault.ts';
import type { PipelineEvent } from '../event.ts';
import { refusal, type Refusal } from '../refusal.ts';
import type { PipelineState } from '../state.ts';
import { unknownScope } from '../unknown-name.ts';

type FaultEvent = Extract<PipelineEvent, { type: 'fault-added' | 'fault-cleared' }>;

/** Every fault there is: the workspace file's, then those that were added. */
export function faultsOf(definition: Definition, { faults = [] }: PipelineState): Fault[] {
  return [...(definition.faults?.plan ?? []), ...faults];
}

/** Adds a fault, or clears one or all that were added. Releases do not change. */
export function changeFaults(
  definition: Definition,
  state: PipelineState,
  event: FaultEvent,
): PipelineState | Refusal {
  return event.type === 'fault-added'
    ? added(definition, state, event)
    : cleared(definition, state, event.fault);
}

function added(
  definition: Definition,
  state: PipelineState,
  { fault, isReplacing }: Extract<FaultEvent, { type: 'fault-added' }>,
): PipelineState | Refusal {
  const { name, region, stack } = fault;
  const { faults = [] } = state;
  const unknown =
    region === undefined ? undefined : unknownScope(state, { kind: 'region', name: region });
  if (unknown !== undefined) return unknown;
  if (stack !== undefined && own(state.stacks, stack) === undefined) {
    const stackNames = Object.keys(state.stacks).join(', ');
    return refusal('BAD_INPUT', `there is no stack "${stack}"`, `Known: ${stackNames}.`);
  }
  const isSame = (other: Fault) => other.name === name;
  if (definition.faults?.plan.some(isSame) === true) {
    return refusal(
      'ACTION_REFUSED',
      `there is a fault "${name}" in the workspace file already`,
      'Give this one another --name.',
    );
  }
  if (isReplacing !== true && faults.some(isSame)) {
    return refusal(
      'ACTION_REFUSED',
      `there is a fault "${name}" already`,
      'Replace it by --replace, clear it first, or give this one another --name.',
    );
  }
  return { ...state, faults: [...faults.filter((other) => !isSame(other)), fault] };
}

function cleared(
  definition: Definition,
  { faults = [], ...state }: PipelineState,
  name: string | null,
): PipelineState | Refusal {
  const left = name === null ? [] : faults.filter((fault) => fault.name !== name);
  if (left.length < faults.length) return left.length === 0 ? state : { ...state, faults: left };
  if (definition.faults?.plan.some((fault) => name === null || fault.name === name) === true) {
    return refusal(
      'ACTION_REFUSED',
      name === null ? 'every fault is in the workspace file' : `"${name}" is in the workspace file`,
      'Take it out there; the edit is in effect at once.',
    );
  }
  return name === null
    ? refusal('ACTION_REFUSED', 'there is no fault to clear', 'Nothing needs to be done.')
    : refusal('UNKNOWN_FAULT', `there is no fault "${name}"`, 'npx colorteller fault list');
}
