import type { LabStart } from '../lab.ts';

/** One update flips both regions, and the link to the second one hangs in the middle of it. */
export const start: LabStart = {
  definition: `environments:
  - name: production

regions:
  - { name: us-west1, environment: production, port: 4401 }
  - { name: us-central1, environment: production, port: 4402 }

dynamicConfigs:
  - name: colorteller
    pipeline: everywhere-at-once
    defaultValue: { color: blue }

pipelines:
  - name: everywhere-at-once
    phases:
      - name: both
        requiredReview: true
        rules:
          - environments: [production]
`,
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
