import type { LabStart } from '../lab.ts';

const region = (name: string, rest = '') => `      - name: ${name}
${rest}        rules:
          - conditions:
              - { type: custom_field, field: region, operator: any, targetValue: [${name}] }
`;

const definition = `# Lab 04: three regions, one after the other; the first bakes for an hour, the second waits for an approval.

environments:
  - name: production

regions:
  - { name: us-west1, environment: production, port: 4401 }
  - { name: us-central1, environment: production, port: 4402 }
  - { name: europe-west1, environment: production, port: 4403 }

dynamicConfigs:
  - name: colorteller
    pipeline: around-the-world
    defaultValue: { color: blue }

pipelines:
  - name: around-the-world
    phases:
${region('us-west1', '        timeInterval: 1h\n')}${region('us-central1', '        requiredReview: true\n')}${region('europe-west1')}`;

/** A release to purple has begun: us-west1 has it, and bakes. Time stands still until it is moved. */
export const start: LabStart = {
  definition,
  speed: 0,
  prepare: async ({ when, expectRegion }) => {
    await when.changes({ color: 'purple' }, { actor: 'ana', reason: 'purple for the spring' });
    await expectRegion('us-west1').toBe('purple');
  },
};
