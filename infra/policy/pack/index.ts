/** The built-in policies. Copy this folder to begin a pack of your own. */
import { PolicyPack, type ResourceValidationPolicy } from '@pulumi/policy';

const CONTAINER = 'docker:index/container:Container';
/** What delivers the config to the replicas of a region; it knows them all. */
const DELIVERY = ['colorteller:index:RegionConfig', 'colorteller:index:RegionAccess'];
const REGION_LABEL = 'dev.colorteller.region';

/** The regions that are in production, by the workspace file. */
const production: ResourceValidationPolicy['configSchema'] = {
  properties: { regions: { type: 'array', items: { type: 'string' }, default: [] } },
};

const isOneOf = (regions: unknown, region: unknown) =>
  Array.isArray(regions) && regions.includes(region);

new PolicyPack('colorteller', {
  enforcementLevel: 'mandatory',
  policies: [
    {
      name: 'replicas-in-production',
      description: 'A region of production has at least two replicas.',
      configSchema: production,
      validateResource: (args, reportViolation) => {
        const { type, props } = args;
        const { regions } = args.getConfig<{ regions?: string[] }>();
        if (!DELIVERY.includes(type) || !isOneOf(regions, props['region'])) return;
        const { length } = props['targets'] as unknown[];
        if (length < 2) reportViolation(`${String(props['region'])} has ${length}.`);
      },
    },
    {
      name: 'memory-limit',
      description: 'A container has a memory limit.',
      validateResource: ({ type, name, props }, reportViolation) => {
        if (type !== CONTAINER) return;
        const memory: unknown = props['memory'];
        if (typeof memory !== 'number' || memory <= 0) reportViolation(`${name} has none.`);
      },
    },
    {
      name: 'digest-in-production',
      description: 'An image in production is named by its digest, which nobody can move.',
      configSchema: production,
      validateResource: (args, reportViolation) => {
        const { type, name, props } = args;
        if (type !== CONTAINER) return;
        const { regions } = args.getConfig<{ regions?: string[] }>();
        const labels = (props['labels'] ?? []) as { label: string; value: string }[];
        const region = labels.find(({ label }) => label === REGION_LABEL)?.value;
        const image = String(props['image']);
        if (isOneOf(regions, region) && !image.includes('sha256:')) {
          reportViolation(`${name} runs ${image}.`);
        }
      },
    },
  ],
});
