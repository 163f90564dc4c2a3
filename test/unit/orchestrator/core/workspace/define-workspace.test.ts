import { describe, expect, it } from 'vitest';
import { workspaceSchema } from '../../../../../orchestrator/core/definition/schema.ts';
import {
  defineWorkspace,
  phasePerWave,
  stackPerWave,
  waves,
} from '../../../../../orchestrator/core/workspace/index.ts';

/**
 * The compiler is the test of most of this: each line below a `@ts-expect-error` is refused by it, and
 * `npm run check:types` fails where one is not.
 */
const COMPILED = defineWorkspace({
  environments: [{ name: 'staging' }, { name: 'production', pipelineRequired: true }],
  regions: [
    { name: 'us-west1', environment: 'staging', port: 4401, custom: { tier: 'canary' } },
    { name: 'us-central1', environment: 'production', port: 4402, replicas: 2 },
    // @ts-expect-error Type '"prodction"' is not assignable to type '"staging" | "production"'.
    { name: 'eu-west1', environment: 'prodction', port: 4404 },
    // @ts-expect-error Object literal may only specify known properties.
    { name: 'asia-east1', environment: 'production', port: 4405, replica: 2 },
  ],
  stacks: [
    { name: 'west', regions: ['us-west1'] },
    // @ts-expect-error no such region
    { name: 'rest', regions: ['us-central1', 'eu-west2'] },
  ],
  dynamicConfigs: [
    {
      name: 'colorteller',
      pipeline: 'everywhere',
      defaultValue: { color: 'blue', replicas: 2 },
      rules: [
        {
          name: 'staff',
          conditions: [
            { type: 'email', operator: 'str_ends_with_any', targetValue: ['@example.com'] },
            { type: 'passes_segment', targetValue: 'staff' },
            // @ts-expect-error no such segment
            { type: 'passes_segment', targetValue: 'stuff' },
            // @ts-expect-error no such segment
            { type: 'user_id', operator: 'in_segment_list', targetValue: 'stuff' },
            // @ts-expect-error no such operator
            { type: 'email', operator: 'ends_with', targetValue: ['@example.com'] },
          ],
          returnValue: { color: 'teal' },
        },
      ],
    },
    // @ts-expect-error no such pipeline
    { name: 'greeting', pipeline: 'evrywhere', defaultValue: {} },
  ],
  gates: [
    { name: 'new-page', pipeline: 'everywhere' },
    {
      name: 'old-page',
      // @ts-expect-error no such pipeline
      pipeline: 'nowhere',
      rules: [
        { name: 'not new', conditions: [{ type: 'fails_gate', targetValue: 'new-page' }] },
        // @ts-expect-error no such gate
        { name: 'typo', conditions: [{ type: 'fails_gate', targetValue: 'newpage' }] },
        // @ts-expect-error no such environment
        { name: 'tier', environments: ['stagin'] },
      ],
    },
  ],
  segments: [{ name: 'staff', ids: ['ann'] }],
  pipelines: [
    {
      name: 'everywhere',
      phases: [
        {
          name: 'canary',
          timeInterval: '15m',
          rules: [
            {
              environments: ['staging'],
              conditions: [
                { type: 'custom_field', field: 'tier', operator: 'any', targetValue: ['canary'] },
                {
                  type: 'custom_field',
                  field: 'region',
                  operator: 'none',
                  targetValue: ['us-west1'],
                },
                {
                  type: 'custom_field',
                  field: 'region',
                  operator: 'str_starts_with_any',
                  targetValue: ['us-'],
                },
                { type: 'environment_tier', operator: 'any', targetValue: ['production'] },
              ],
            },
          ],
        },
        // @ts-expect-error no such setting
        { name: 'typo', requireReview: true, rules: [{}] },
        {
          name: 'the rest',
          rules: [
            // @ts-expect-error no such environment
            { environments: ['produktion'] },
            {
              conditions: [
                {
                  type: 'custom_field',
                  field: 'region',
                  operator: 'any',
                  // @ts-expect-error Type '"us-est1"' is not assignable to type '"us-west1" | ...'.
                  targetValue: ['us-est1'],
                },
                // @ts-expect-error no region has this attribute
                { type: 'custom_field', field: 'teir', operator: 'any', targetValue: ['canary'] },
                // @ts-expect-error no such environment
                { type: 'environment_tier', operator: 'any', targetValue: ['prod'] },
                // @ts-expect-error no phase may depend on it
                { type: 'passes_gate', targetValue: 'new-page' },
              ],
            },
          ],
        },
      ],
    },
  ],
  faults: {
    plan: [
      { kind: 'slow', region: 'us-west1' },
      // @ts-expect-error no such region
      { kind: 'slow', region: 'us-west' },
      // @ts-expect-error no such stack
      { kind: 'fails', stack: 'east' },
    ],
  },
});

describe('defineWorkspace', () => {
  it('gives back what it got', () => {
    expect(COMPILED).toHaveProperty('pipelines.0.phases.2.name', 'the rest');
  });

  it('takes constants and names that a program makes', () => {
    const environments = ['staging', 'production'] as const;
    const workspace = defineWorkspace({
      environments: environments.map((name) => ({ name })),
      regions: environments.flatMap((environment, tier) =>
        ['west', 'east'].map((side, index) => ({
          name: `${environment}-${side}`,
          environment,
          port: 4401 + 2 * tier + index,
        })),
      ),
      dynamicConfigs: [{ name: 'colorteller', defaultValue: { color: 'blue' } }],
    });
    expect(workspaceSchema.parse(workspace).regions).toHaveLength(4);
  });
});

describe('waves', () => {
  it('makes a fleet of waves that grow, with a stack and a phase for each', () => {
    const regions = waves(60);
    const workspace = defineWorkspace({
      environments: [{ name: 'production' }],
      regions,
      stacks: stackPerWave(regions),
      dynamicConfigs: [{ name: 'colorteller', pipeline: 'waves', defaultValue: { color: 'blue' } }],
      pipelines: [{ name: 'waves', phases: phasePerWave(regions, { timeInterval: '15m' }) }],
    });
    const { stacks, pipelines } = workspaceSchema.parse(workspace);
    expect(stacks?.map(({ name, regions: { length } }) => [name, length])).toEqual([
      ['wave-1', 1],
      ['wave-2', 4],
      ['wave-3', 16],
      ['wave-4', 39],
    ]);
    expect(pipelines[0]?.phases.map(({ name }) => name)).toEqual(stacks?.map(({ name }) => name));
    expect(regions[0]).toEqual({
      name: 'region-01',
      environment: 'production',
      port: 4401,
      custom: { wave: 'wave-1' },
    });
  });

  it('takes sizes, an environment and a first port', () => {
    const regions = waves(3, { sizes: [1, 2], environment: 'staging', firstPort: 5059 });
    expect(regions.map(({ port, custom }) => [port, custom.wave])).toEqual([
      [5059, 'wave-1'],
      [5062, 'wave-2'],
      [5063, 'wave-2'],
    ]);
    defineWorkspace({
      environments: [{ name: 'production' }],
      // @ts-expect-error Type '"staging"' is not assignable to type '"production"'.
      regions,
      dynamicConfigs: [],
    });
  });

  it('refuses sizes that are not those of the fleet', () => {
    expect(() => waves(4, { sizes: [1, 2] })).toThrow(
      new RangeError('the waves have 1 + 2 = 3 regions, not 4'),
    );
  });
});
