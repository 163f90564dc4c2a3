import type { LabStart } from '../lab.ts';
import { incident } from './incident.ts';

const definition = `environments:
  - name: production

regions:
  - { name: us-west1, environment: production, port: 4401 }
  - { name: us-central1, environment: production, port: 4402 }
  - { name: europe-west1, environment: production, port: 4403 }

dynamicConfigs:
  - name: colorteller
    pipeline: region-by-region
    defaultValue: { color: blue }

pipelines:
  - name: region-by-region
    phases:
      - name: us-west1
        requiredReview: true
        timeInterval: 1h
        rules:
          - conditions:
              - { type: custom_field, field: region, operator: any, targetValue: [us-west1] }
      - name: us-central1
        requiredReview: true
        rules:
          - conditions:
              - { type: custom_field, field: region, operator: any, targetValue: [us-central1] }
      - name: europe-west1
        requiredReview: true
        rules:
          - conditions:
              - { type: custom_field, field: region, operator: any, targetValue: [europe-west1] }
`;

/** The morning after: everything is purple, and the log of the night is there. */
export const start: LabStart = {
  speed: 0,
  startAt: '2026-12-03T08:00:00Z',
  definition,
  history: incident(definition),
};
