import type { LabStart } from '../lab.ts';

/** One region, its traffic, and a purple that answers with errors. */
export const start: LabStart = {
  speed: 0,
  prepare: async ({ given, faults }) => {
    await given.everywhere('blue');
    await faults.add({ kind: 'erroring', color: 'purple', probability: 0.3, name: 'purple-bug' });
  },
};
