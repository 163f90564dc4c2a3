import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { expect, it } from 'vitest';
import { startPolicies } from '../../infra/policy/policies.ts';
import { planOffline } from '../../orchestrator/composition/plan-offline.ts';
import { parseDefinition } from '../../orchestrator/core/definition/parse.ts';
import { WORKSPACE_FILE } from '../../orchestrator/core/definition/walkthrough.ts';
import { stateAt } from '../../orchestrator/core/rehearsal/state-at.ts';
import { realClock } from '../../orchestrator/common/real-clock.ts';
import { colortellerAt, startUp } from '../support/cli.ts';
import { until } from '../support/eventually.ts';
import { freePort } from '../support/free-port.ts';
import { writePolicyPack } from '../support/policy-pack.ts';
import { tempFolder } from '../support/temp-folder.ts';

const RESOURCE = { urn: 'urn:a', type: 'a:b:C', name: 'a', inputs: {}, dependencies: [] };

const THROWS = `[
  { name: 'throws', description: 'It throws.', validateResource: () => { throw new Error('a mistake'); } },
]`;

const ENDLESS = `[
  { name: 'endless', description: 'It never ends.', enforcementLevel: 'mandatory', validateResource: () => { for (;;); } },
]`;

it('a pack that does not answer fails by the name of its policy, and its process ends', async () => {
  await using folder = await tempFolder();
  const pack = await writePolicyPack(folder.path, ENDLESS);
  const packs = [{ folder: pack, config: {} }];
  await using policies = await startPolicies({ packs, clock: realClock, answerWithinMs: 500 });
  await expect(policies.ofResource({ ...RESOURCE, isProtected: false })).rejects.toMatchObject({
    code: 'POLICY_PACK_FAILED',
    message: expect.stringMatching(
      /fails: policy endless does not answer within 0.5 s; look for a loop without end$/,
    ) as string,
  });
});

/** A pack whose code is this. */
async function packOf(folder: string, code: string): Promise<string> {
  const pack = await writePolicyPack(folder, '[]');
  await writeFile(path.join(pack, 'index.js'), code);
  return pack;
}

it.each([
  [
    'throws',
    '\nconst a = 1;\na.b.c();',
    /pack fails: it threw TypeError: .* \(index\.js, line 3\)$/,
  ],
  ['makes no pack', 'module.exports = 1;', /pack fails: it makes no PolicyPack; write: /],
])('a pack that %s says so on one line', async (_title, code, message) => {
  await using folder = await tempFolder();
  const pack = await packOf(path.join(folder.path, 'pack'), code);
  const packs = [{ folder: pack, config: {} }];
  await expect(startPolicies({ packs, clock: realClock })).rejects.toMatchObject({
    code: 'POLICY_PACK_FAILED',
    message: expect.stringMatching(message) as string,
  });
});

it('what a pack prints is passed on, and the error of a policy has its own line only', async () => {
  await using folder = await tempFolder();
  const pack = await writePolicyPack(folder.path, THROWS);
  const packs = [{ folder: pack, config: {} }];
  const printed: string[] = [];
  const onPrint = (line: string) => void printed.push(line.replace(/^policy pack .*?: /, ''));
  await using policies = await startPolicies({ packs, clock: realClock, onPrint });
  await expect(policies.ofResource({ ...RESOURCE, isProtected: false })).rejects.toMatchObject({
    message: expect.stringMatching(
      /'throws' from policy pack 'test@v1\.2\.3': Error: a mistake \(index\.js, line 5\)$/,
    ) as string,
  });
  expect(printed).toEqual(['hello', '1']);
});

const workspace = (port: number, level: string) => `
environments: [{ name: production }]
regions: [{ name: us-west1, environment: production, port: ${port} }]
dynamicConfigs: [{ name: colorteller, defaultValue: { color: blue } }]
policies: [{ pack: built-in, rules: { replicas-in-production: ${level}, memory-limit: disabled, digest-in-production: disabled } }]
`;

it('a plan of an edit says which policy would refuse it, and what one advises against', async () => {
  const plan = (level: string) =>
    planOffline({
      context: stateAt(parseDefinition(workspace(4401, 'disabled'), WORKSPACE_FILE), [], {
        seq: 0,
      }),
      ...{ base: 'stopped', folder: '/workspace', nowMs: 0 },
      file: parseDefinition(workspace(4402, level), WORKSPACE_FILE),
      signal: new AbortController().signal,
    });
  const violation = { policy: 'replicas-in-production', resource: { name: 'us-west1' } };
  const [refused, advised, off] = [
    await plan('mandatory'),
    await plan('advisory'),
    await plan('disabled'),
  ];
  expect(refused).toMatchObject({
    outcome: 'change',
    blocked: {
      code: 'POLICY_VIOLATED',
      message: expect.stringContaining('us-west1 has 1.') as string,
    },
  });
  expect(advised).toMatchObject({ blocked: null, advice: [{ ...violation, level: 'advisory' }] });
  expect(off).toMatchObject({ blocked: null });
  expect(off).not.toHaveProperty('advice');
});

it('a stack that a policy holds says so, and goes on by itself when the policy is off', async () => {
  await using folder = await tempFolder();
  const file = path.join(folder.path, WORKSPACE_FILE);
  await writeFile(file, workspace(await freePort(), 'mandatory'));
  await using up = await startUp(folder.path);
  const { client } = up;
  await until(async () => {
    const [stack] = (await client.state()).stacks;
    return stack?.failure?.code === 'POLICY_VIOLATED';
  });
  const { stdout } = await colortellerAt(up, 'status');
  expect(stdout).toContain('policy replicas-in-production (pack colorteller), us-west1:');
  expect(stdout).toContain('It is not retried automatically.');
  const text = await readFile(file, 'utf8');
  await writeFile(file, text.replace('mandatory', 'disabled'));
  await until(async () => {
    const { regions, stacks } = await client.state();
    return stacks[0]?.failure === null && regions[0]?.answered?.color === 'blue';
  });
});
