import type { FaultOperation } from '../../orchestrator/core/definition/fault.ts';
import type { FaultGate } from '../../orchestrator/core/faults/fault-gate.ts';
import { LABELS } from '../program/labels.ts';
import { type PropertyBag, unwrapBag } from './property-bag.ts';
import type { ColorTellerProvider } from './provider.ts';
import { AppError } from '../../orchestrator/common/errors/app-error.ts';
import { labelBag, type LabelInput } from './resource-inputs.ts';

type Step = 'create' | 'update' | 'delete' | 'read';

/** A provider with fault injection in its steps on a region's containers and config. */
export function faultyProvider(
  provider: ColorTellerProvider,
  gate: FaultGate,
): ColorTellerProvider {
  const injected = async <T>(
    step: Step,
    urn: string,
    props: PropertyBag,
    run: () => Promise<T>,
  ): Promise<T> => {
    const operation = gate.hasFaults() ? operationOf(step, urn) : undefined;
    const region = operation === undefined ? undefined : regionOf(props);
    if (operation === undefined || region === undefined) return run();
    const interception = await gate.pass({ operation, stack: stackOf(urn), region });
    const result = await run();
    if (interception === 'cut') throw new SimulatedCrash();
    return result;
  };
  return {
    ...provider,
    create: (urn, inputs) => injected('create', urn, inputs, () => provider.create(urn, inputs)),
    read: (id, urn, props = {}) =>
      injected('read', urn, props, () => provider.read(id, urn, props)),
    update: (id, urn, olds, news) =>
      injected('update', urn, news, () => provider.update(id, urn, olds, news)),
    delete: (id, urn, props) =>
      injected('delete', urn, props, () => provider.delete(id, urn, props)),
  };
}

/** Networks are of no region, and the config of a region goes with its containers. */
function operationOf(step: Step, urn: string): FaultOperation | undefined {
  if (urn.includes('docker:index/container:Container')) return step;
  if (!urn.includes('colorteller:index:') || step === 'delete') return undefined;
  return step === 'read' ? 'read' : 'deliver';
}

function stackOf(urn: string): string {
  return urn.split('::')[0]?.split(':').at(-1) ?? '';
}

function regionOf(props: PropertyBag): string | undefined {
  const { region, labels } = unwrapBag(props);
  if (typeof region === 'string') return region;
  return Array.isArray(labels) ? labelBag(labels as LabelInput[])[LABELS.region] : undefined;
}

/**
 * Thrown by a provider in place of what it did: the process of the update is dead from here on, as after a SIGKILL.
 * Nothing more of the update may be recorded.
 */
export class SimulatedCrash extends AppError {
  constructor() {
    super('UPDATE_FAILED', 'The update was killed before this step was recorded.', {
      action: 'The next update finds what was done, and goes on from there.',
      retryable: true,
    });
  }
}
