import type { LabStart } from '../lab.ts';

/** Blue everywhere as a good release to go back to, traffic, and a purple that answers with errors. */
export const start: LabStart = {
  speed: 0,
  definition: `environments:
  - name: production

regions:
  - { name: us-west1, environment: production, port: 4401 }
  - { name: us-central1, environment: production, port: 4402 }

# Requests to all regions, a second, so that there is something to measure.
traffic: { rate: 80 }

dynamicConfigs:
  - name: colorteller
    pipeline: region-by-region
    defaultValue: { color: green }

pipelines:
  - name: region-by-region
    phases:
      - name: us-west1
        timeInterval: 10m
        guardrails:
          - { name: errors, metric: error-rate, max: 2%, window: 10s }
          # - { name: slow, check: p95 <= baseline.p95 * 2 + 150, window: 10s }
        rules:
          - environments: [production]
            conditions:
              - { type: custom_field, field: region, operator: any, targetValue: [us-west1] }
      - name: us-central1
        rules:
          - environments: [production]
            conditions:
              - { type: custom_field, field: region, operator: any, targetValue: [us-central1] }
`,
  prepare: async ({ given, faults }) => {
    await given.everywhere('blue');
    await faults.add({ kind: 'erroring', color: 'purple', probability: 0.2, name: 'purple-bug' });
  },
};
