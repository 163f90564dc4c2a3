import type { LabStart } from '../lab.ts';

/** One update flips both regions, and the link to the second one hangs in the middle of it. */
export const start: LabStart = {
  prepare: async ({ faults }) => {
    await faults.add({
      kind: 'hangs',
      operation: 'deliver',
      region: 'us-central1',
      duration: '30m',
      name: 'slow-link',
    });
  },
};
