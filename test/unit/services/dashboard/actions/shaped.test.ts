import { expect, it } from 'vitest';
import { toFault } from '../../../../../orchestrator/core/definition/fault.ts';
import { requestedFaultSchema } from '../../../../../orchestrator/core/definition/fault-schema.ts';
import { faultOf, shapeOf } from '../../../../../services/dashboard/actions/shaped.ts';

it('reads the slider values from the faults that they set', () => {
  for (const shaped of [
    { kind: 'region', name: 'us-west1' },
    { kind: 'color', name: 'purple' },
  ] as const) {
    const requests = [faultOf('latencyMs', shaped, 250), faultOf('errorPercent', shaped, 30)];
    const faults = requests.map((requested) => {
      const { durationMs: duration, ...rest } = requested!;
      return toFault(requestedFaultSchema.parse({ ...rest, duration }));
    });
    expect(shapeOf(faults, shaped)).toEqual({ latencyMs: 250, errorPercent: 30 });
    expect(shapeOf(faults, { ...shaped, name: 'another' })).toEqual({
      latencyMs: 0,
      errorPercent: 0,
    });
  }
  expect(faultOf('latencyMs', { kind: 'region', name: 'us-west1' }, 0)).toBeUndefined();
});
