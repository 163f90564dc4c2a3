import { expect, it } from 'vitest';
import { startPolicies } from '../../infra/policy/policies.ts';
import { realClock } from '../../orchestrator/common/real-clock.ts';
import { writePolicyPack } from '../support/policy-pack.ts';
import { tempFolder } from '../support/temp-folder.ts';

const ENDLESS = `[
  { name: 'endless', description: 'It never ends.', enforcementLevel: 'mandatory', validateResource: () => { for (;;); } },
]`;

it('a pack that does not answer fails, and its process ends', async () => {
  await using folder = await tempFolder();
  const pack = await writePolicyPack(folder.path, ENDLESS);
  const packs = [{ folder: pack, config: {} }];
  await using policies = await startPolicies({ packs, clock: realClock, answerWithinMs: 2_000 });
  const resource = { urn: 'urn:a', type: 'a:b:C', name: 'a', inputs: {}, dependencies: [] };
  await expect(policies.ofResource({ ...resource, isProtected: false })).rejects.toMatchObject({
    code: 'POLICY_PACK_FAILED',
    message: expect.stringMatching(/does not answer within 2 s$/) as string,
  });
});
