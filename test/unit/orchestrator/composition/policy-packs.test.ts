import { describe, expect, it } from 'vitest';
import { builtInPack } from '../../../../infra/policy/built-in-pack.ts';
import { policyPacksOf } from '../../../../orchestrator/composition/policy-packs.ts';
import { parseDefinition } from '../../../../orchestrator/core/definition/parse.ts';

const packsOf = (policies: string) =>
  policyPacksOf(
    parseDefinition(
      `
environments: [{ name: dev }, { name: production }]
regions:
  - { name: dev-west1, environment: dev, port: 4501 }
  - { name: us-west1, environment: production, port: 4502 }
dynamicConfigs: [{ name: colorteller, defaultValue: { color: blue } }]
policies: [${policies}]
`,
      'colorteller.yaml',
    ),
    '/work/space',
  );

describe('the policy packs of a definition', () => {
  it('tell the built-in one which regions are in production, and take a policy that is not named as mandatory', () => {
    expect(packsOf('{ pack: built-in, rules: { memory-limit: advisory } }')).toEqual([
      {
        folder: builtInPack,
        config: {
          'replicas-in-production': { enforcementLevel: 'mandatory', regions: ['us-west1'] },
          'memory-limit': { enforcementLevel: 'advisory' },
          'digest-in-production': { enforcementLevel: 'mandatory', regions: ['us-west1'] },
        },
      },
    ]);
  });

  it('leave out the built-in one where all of it is off', () => {
    const off = ['replicas-in-production', 'memory-limit', 'digest-in-production'].map(
      (policy) => `${policy}: disabled`,
    );
    expect(packsOf(`{ pack: built-in, rules: { ${off.join(', ')} } }`)).toEqual([]);
  });

  it('are found from the folder of the workspace, in their order', () => {
    expect(packsOf('{ pack: ./ours, rules: { no-red: disabled } }, { pack: ./theirs }')).toEqual([
      { folder: '/work/space/ours', config: { 'no-red': { enforcementLevel: 'disabled' } } },
      { folder: '/work/space/theirs', config: {} },
    ]);
  });
});
