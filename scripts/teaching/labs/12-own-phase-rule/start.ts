import type { LabStart } from '../lab.ts';

/** Regions with attributes, and phases that still name regions one by one; the youngest is forgotten. */
export const start: LabStart = {
  speed: 0,
  definition: `environments:
  - name: production

regions:
  - { name: us-west1, environment: production, port: 4401, custom: { size: small } }
  - { name: us-east1, environment: production, port: 4402, custom: { size: large } }
  - { name: europe-north1, environment: production, port: 4403, custom: { size: small } }
  - { name: europe-west1, environment: production, port: 4404, custom: { size: large } }
  - { name: asia-south1, environment: production, port: 4405, custom: { size: small } }

dynamicConfigs:
  - name: colorteller
    pipeline: canary-first
    defaultValue: { color: blue }

gates:
  - name: a-third
    rules:
      - { name: a third of all, passPercentage: 34 }

pipelines:
  - name: canary-first
    phases:
      - name: canary
        timeInterval: 1h
        rules:
          - conditions:
              - type: custom_field
                field: region
                operator: any
                targetValue: [us-west1]
      - name: everyone
        requiredReview: true
        rules:
          - conditions:
              - type: custom_field
                field: region
                operator: any
                targetValue: [us-east1, europe-north1, europe-west1]
`,
};
