import type { TestDefinition } from 'colorteller/testing';

type Phase = NonNullable<TestDefinition['pipelines']>[number]['phases'][number];

const phase = (region: string, timeInterval?: string): Phase => ({
  name: region,
  requiredReview: false,
  ...(timeInterval === undefined ? {} : { timeInterval }),
  rules: [
    {
      environments: ['production'],
      conditions: [
        { type: 'custom_field', field: 'region', operator: 'any', targetValue: [region] },
      ],
    },
  ],
});

/** A workspace of one's own: three regions, and two hours between each and the next. */
export const threeWaves: TestDefinition = {
  environments: [{ name: 'production' }],
  regions: ['europe-west1', 'us-west1', 'asia-east1'].map((name) => ({
    name,
    environment: 'production',
  })),
  dynamicConfigs: [
    { name: 'colorteller', pipeline: 'three-waves', defaultValue: { color: 'blue' } },
  ],
  pipelines: [
    {
      name: 'three-waves',
      phases: [phase('europe-west1', '2h'), phase('us-west1', '2h'), phase('asia-east1')],
    },
  ],
};
