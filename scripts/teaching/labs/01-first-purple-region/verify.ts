import type { LabGoal } from '../lab.ts';

/** The first region is purple, then the second, and by a release that went its way. */
export const verify: readonly LabGoal[] = [
  {
    goal: 'us-west1 is purple',
    look: 'npx colorteller status: the line of us-west1, and what its phase waits for',
    check: async (harness) => harness.expectRegion('us-west1').toBe('purple', { within: '0s' }),
  },
  {
    goal: 'us-central1 is purple',
    look: 'npx colorteller status: the line of us-central1, and what its phase waits for',
    check: async (harness) => harness.expectRegion('us-central1').toBe('purple', { within: '0s' }),
  },
  {
    goal: 'the release is complete',
    look: 'npx colorteller status: the line of the release',
    check: async (harness) => harness.expectRelease().toBe('COMPLETED', { within: '0s' }),
  },
];
