import type { LabStart } from '../lab.ts';

/** Two regions, and a pipeline that refuses a change while one is on its way. */
export const start: LabStart = {
  speed: 0,
  definition: `environments:
  - name: production

regions:
  - { name: us-west1, environment: production, port: 4401 }
  - { name: us-central1, environment: production, port: 4402 }

dynamicConfigs:
  - name: colorteller
    pipeline: region-by-region
    defaultValue: { color: blue }

pipelines:
  - name: region-by-region
    onChange: refuse # or supersede
    phases:
      - name: us-west1
        timeInterval: 30m
        rules:
          - environments: [production]
            conditions:
              - { type: custom_field, field: region, operator: any, targetValue: [us-west1] }
      - name: us-central1
        requiredReview: true
        rules:
          - environments: [production]
            conditions:
              - { type: custom_field, field: region, operator: any, targetValue: [us-central1] }
`,
};
