import type { LabStart } from '../lab.ts';

/** Four regions in three waves; the second one loses a region that cannot come back by itself. */
export const start: LabStart = {
  speed: 0,
  prepare: async ({ faults }) => {
    const region = 'us-central1';
    await faults.add({ kind: 'gone', color: 'purple', region, nth: 1, name: 'power-cut' });
    await faults.add({ kind: 'fails', operation: 'create', region, name: 'no-power' });
  },
};
