import type { LabStart } from '../lab.ts';

/** The Friday of the story, at one o'clock; the freeze begins three hours later. */
export const start: LabStart = {
  speed: 0,
  startAt: '2026-12-04T13:00:00Z',
  definition: `# From Friday, 16:00, to Monday, 06:00, no phase starts.
changeWindows:
  - name: Friday freeze
    kind: deny
    rule: FREQ=WEEKLY;BYDAY=FR;BYHOUR=16
    duration: 62h

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
        timeInterval: 4h
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
};
