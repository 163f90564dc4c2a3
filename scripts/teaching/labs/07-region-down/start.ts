import type { LabStart } from '../lab.ts';

/** Four regions in three waves; the second one loses a region that cannot come back by itself. */
export const start: LabStart = {
  speed: 0,
  definition: `environments:
  - name: production

regions:
  - { name: us-west1, environment: production, port: 4401, custom: { wave: '1' } }
  - { name: us-central1, environment: production, port: 4402, custom: { wave: '2' } }
  - { name: us-east1, environment: production, port: 4403, custom: { wave: '2' } }
  - { name: europe-west1, environment: production, port: 4404, custom: { wave: '3' } }

dynamicConfigs:
  - name: colorteller
    pipeline: waves
    defaultValue: { color: blue }

pipelines:
  - name: waves
    answerWithin: 5m
    phases:
      - name: wave-1
        requiredReview: true
        timeInterval: 30m
        rules:
          - conditions: [{ type: custom_field, field: wave, operator: any, targetValue: ['1'] }]
      - name: wave-2
        timeInterval: 30m
        rules:
          - conditions: [{ type: custom_field, field: wave, operator: any, targetValue: ['2'] }]
      - name: wave-3
        rules:
          - conditions: [{ type: custom_field, field: wave, operator: any, targetValue: ['3'] }]
`,
  prepare: async ({ faults }) => {
    const region = 'us-central1';
    await faults.add({ kind: 'gone', color: 'purple', region, nth: 1, name: 'power-cut' });
    await faults.add({ kind: 'fails', operation: 'create', region, name: 'no-power' });
  },
};
