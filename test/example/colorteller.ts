import { defineWorkspace, phasePerWave, stackPerWave, waves } from 'colorteller/workspace';

/** 1 region, then 4, 16 and 39: each wave has a stack and a phase. */
const regions = waves(60);

export default defineWorkspace({
  environments: [{ name: 'production' }],
  regions,
  stacks: stackPerWave(regions),
  dynamicConfigs: [
    { name: 'colorteller', pipeline: 'wave-by-wave', defaultValue: { color: 'blue' } },
  ],
  pipelines: [
    {
      name: 'wave-by-wave',
      phases: phasePerWave(regions, { requiredReview: true, timeInterval: '15m' }),
    },
  ],
});
