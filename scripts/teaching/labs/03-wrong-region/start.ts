import type { LabStart } from '../lab.ts';

const definition = `# Lab 03: one word in this file is wrong. Nothing refuses it, and yet the release goes astray.

environments:
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
    phases:
      - name: us-west1
        requiredReview: true
        rules:
          - conditions:
              - { type: custom_field, field: region, operator: any, targetValue: [us-central1] }
      - name: us-central1
        requiredReview: true
        rules:
          - conditions:
              - { type: custom_field, field: region, operator: any, targetValue: [us-central1] }
`;

/** Blue everywhere; the phase us-west1 was copied from the other one, and still aims at us-central1. */
export const start: LabStart = { definition };
