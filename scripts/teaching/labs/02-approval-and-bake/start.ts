import type { LabStart } from '../lab.ts';

const definition = `# Lab 02: two people approve the first phase, which then bakes for a quarter of an hour.

environments:
  - name: production

regions:
  - { name: us-west1, environment: production, port: 4401 }
  - { name: us-central1, environment: production, port: 4402 }

dynamicConfigs:
  - name: colorteller
    pipeline: careful
    defaultValue: { color: blue }

pipelines:
  - name: careful
    phases:
      - name: canary
        requiredReview: true
        minimumApprovals: 2
        selfApproval: false # not by whoever started the release
        timeInterval: 15m # the bake: as long as this is watched before the next phase begins
        rules:
          - conditions:
              - { type: custom_field, field: region, operator: any, targetValue: [us-west1] }
      - name: everyone
        rules:
          - conditions:
              - { type: custom_field, field: region, operator: any, targetValue: [us-central1] }
`;

/** Blue everywhere; the pipeline's time stands still, so that a bake of 15 minutes takes as long as one wants. */
export const start: LabStart = { definition, speed: 0 };
