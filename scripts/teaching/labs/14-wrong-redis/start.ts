import type { LabStart } from '../lab.ts';

/** The same in TypeScript, where the compiler knows which Redis belongs to which environment. */
const TYPED = `import { defineWorkspace } from 'colorteller/workspace';

const redis = { latest: 'latest-redis:6379', production: 'prod-redis:6379' } as const;
type Name = keyof typeof redis;

const environment = <N extends Name>(name: N, values: { redis: (typeof redis)[N] }) => ({ name, values });

const region = (name: string, port: number, of: Name = 'production') => ({ name, environment: of, port });

const only = (...targetValue: string[]) =>
  [{ conditions: [{ type: 'custom_field', field: 'region', operator: 'any', targetValue }] }] as const;

export default defineWorkspace({
  contracts: { literals: 'error' },
  environments: [
    environment('latest', { redis: redis.latest }),
    environment('production', { redis: redis.production }),
  ],
  regions: [
    region('dev-west1', 4401, 'latest'),
    region('us-west1', 4402),
    region('us-east1', 4403),
    { ...region('europe-west1', 4404), protect: true },
  ],
  dynamicConfigs: [
    {
      name: 'colorteller',
      pipeline: 'region-by-region',
      defaultValue: { color: 'blue', redis: '\${environment.redis}' },
      schema: { type: 'object', properties: { color: { type: 'string' }, redis: { type: 'string' } } },
    },
  ],
  pipelines: [
    {
      name: 'region-by-region',
      phases: [
        { name: 'latest', rules: only('dev-west1') },
        { name: 'canary', requiredReview: true, timeInterval: '1h', rules: only('us-west1') },
        { name: 'everyone', requiredReview: true, rules: only('us-east1', 'europe-west1') },
      ],
    },
  ],
  policies: [{ pack: './policies', rules: { 'own-redis': 'mandatory' } }],
});
`;

/** Sees what reaches a region, however it was written and whoever approved it. */
const PACK = `import { PolicyPack } from '@pulumi/policy';

new PolicyPack('own-redis', {
  enforcementLevel: 'mandatory',
  policies: [
    {
      name: 'own-redis',
      description: 'No region of production uses the Redis of development.',
      validateResource: ({ type, props }, reportViolation) => {
        if (type !== 'colorteller:index:RegionConfig' || props.region.startsWith('dev-')) return;
        const { redis = '' } = props.config;
        if (redis.startsWith('latest-')) reportViolation(\`\${props.region} would use \${redis}.\`);
      },
    },
  ],
});
`;

/** The clock is frozen, so that a bake ends when the attendee says so. */
export const start: LabStart = {
  speed: 0,
  files: {
    'fleet.ts': TYPED,
    'policies/PulumiPolicy.yaml': 'runtime: nodejs\n',
    'policies/package.json': '{ "name": "own-redis", "version": "1.0.0" }\n',
    'policies/index.ts': PACK,
  },
};
