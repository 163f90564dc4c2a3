import type { LabStart } from '../lab.ts';

/** A release to purple has begun: us-west1 has it, and bakes. Time is frozen until it is advanced. */
export const start: LabStart = {
  speed: 0,
  prepare: async ({ when, expectRegion }) => {
    await when.changes({ color: 'purple' }, { actor: 'ana', reason: 'purple for the spring' });
    await expectRegion('us-west1').toBe('purple');
  },
};
