import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { builtInPack } from '../../infra/policy/built-in-pack.ts';
import type { PolicyPackSpec } from '../../orchestrator/ports/policy.ts';
import type { PolicyLevel } from '../../orchestrator/core/definition/policy-schema.ts';
import { ask, createEngineFixture, eventList, type EngineFactory } from './engine-fixture.ts';
import { eventually, until } from './eventually.ts';
import { writePolicyPack } from './policy-pack.ts';
import { tempFolder } from './temp-folder.ts';

const replicas = (enforcementLevel: PolicyLevel): PolicyPackSpec => ({
  folder: builtInPack,
  config: { 'replicas-in-production': { enforcementLevel, regions: ['west'] } },
});

/** A policy of the stack, one that would change what it does not like, and one that throws at a color. */
const POLICIES = `[
  {
    name: 'one-region', description: 'A stack has one region.', enforcementLevel: 'mandatory',
    validateStack: ({ resources }, report) => {
      const regions = resources.filter(({ type }) => type.endsWith('RegionConfig'));
      if (regions.length > 1) report('It has ' + regions.length + '.');
    },
  },
  {
    name: 'no-green', description: 'No region is green.', enforcementLevel: 'remediate',
    remediateResource: ({ props }) =>
      props.config?.color === 'green' ? { ...props, config: { ...props.config, color: 'blue' } } : undefined,
  },
  {
    name: 'broken', description: 'It is broken.', enforcementLevel: 'advisory',
    validateResource: ({ props }) => { if (props.config?.color === 'red') throw new Error('a mistake in the policy'); },
  },
]`;

/** A policy that says which process it is in, and never answers. */
const slow = (marker: string) => `[
  {
    name: 'slow', description: 'It never answers.', enforcementLevel: 'mandatory',
    validateResource: () => {
      require('node:fs').writeFileSync(${JSON.stringify(marker)}, String(process.pid));
      return new Promise(() => undefined);
    },
  },
]`;

function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

/** What every engine must do with policy packs. */
export function describeEnginePolicies(name: string, factory: EngineFactory): void {
  describe(`policies of the engine ${name}`, () => {
    it('refuses what breaks a mandatory policy before anything changes, reports an advisory one, and runs none that is off', async () => {
      await using fixture = await createEngineFixture(factory);
      const { engine } = fixture;
      const tested = await fixture.stack('west', 'central');
      const { name: stack, program } = tested;
      const mandatory = { stack, program, policies: [replicas('mandatory')] };
      const refused = {
        code: 'POLICY_VIOLATED',
        message: `Policies refuse the update of stack ${stack}: policy replicas-in-production (pack colorteller), west: A region of production has at least two replicas. west has 1.`,
        details: { failures: [{ name: 'west' }] },
      };
      await expect(engine.preview(mandatory)).rejects.toMatchObject(refused);
      await expect(engine.up(mandatory)).rejects.toMatchObject(refused);
      expect([await ask(tested.port('west')), await ask(tested.port('central'))]).toEqual([
        undefined,
        undefined,
      ]);

      const off = await engine.preview({ stack, program, policies: [replicas('disabled')] });
      expect(off.advice ?? []).toEqual([]);
      const advisory = { stack, program, policies: [replicas('advisory')] };
      expect((await engine.preview(advisory)).advice).toMatchObject([
        { policy: 'replicas-in-production', level: 'advisory', resource: { name: 'west' } },
      ]);
      const events = eventList();
      await engine.up({ ...advisory, onEvent: events.add });
      const warnings = events.flatMap((event) =>
        event.kind === 'log' && event.severity === 'warning' ? [event.message] : [],
      );
      expect(warnings).toEqual([expect.stringContaining('west has 1.')]);
      expect(await ask(tested.port('west'))).toMatchObject({ color: 'blue' });
    });

    it('refuses by a policy of the whole stack, and by a remediation, which it never applies; what the pack prints is in the log', async () => {
      await using fixture = await createEngineFixture(factory);
      await using folder = await tempFolder();
      const { engine } = fixture;
      const pack = await writePolicyPack(path.join(folder.path, 'pack'), POLICIES);
      const stack = await fixture.stack('west', 'central');
      const policies = [{ folder: pack, config: {} }];
      const up = () => engine.up({ stack: stack.name, program: stack.program, policies });
      await expect(up()).rejects.toMatchObject({
        code: 'POLICY_VIOLATED',
        message: expect.stringMatching(/policy one-region \(pack test\): .* It has 2\.$/) as string,
      });
      const port = stack.port('west');
      expect(await ask(port)).toBeUndefined();
      stack.drop('central');
      const events = eventList();
      await engine.up({
        ...{ stack: stack.name, program: stack.program, policies },
        onEvent: events.add,
      });
      const hello = { kind: 'log', message: expect.stringContaining('hello') as string };
      expect(events).toContainEqual(expect.objectContaining(hello));
      stack.decide('west', { color: 'green' });
      await expect(up()).rejects.toMatchObject({
        code: 'POLICY_VIOLATED',
        message: expect.stringMatching(/policy no-green .*, west: .*never applied/) as string,
      });
      expect(await ask(port)).toMatchObject({ color: 'blue' });
    });

    it('changes nothing when a policy throws, or a pack does not start', async () => {
      await using fixture = await createEngineFixture(factory);
      await using folder = await tempFolder();
      const { engine } = fixture;
      const tested = await fixture.stack('west');
      const { name: stack, program } = tested;
      const up = (pack: string) =>
        engine.up({ stack, program, policies: [{ folder: pack, config: {} }] });
      const failed = (words: RegExp) => ({
        code: 'POLICY_PACK_FAILED',
        message: expect.stringMatching(words) as string,
      });
      const broken = await writePolicyPack(path.join(folder.path, 'broken'), 'nothingLikeIt()');
      await expect(up(broken)).rejects.toMatchObject(
        failed(/broken.*nothingLikeIt is not defined/s),
      );
      const absent = path.join(folder.path, 'absent');
      await expect(up(absent)).rejects.toMatchObject(failed(/there is no folder .*absent$/));
      tested.decide('west', { color: 'red' });
      const throwing = await writePolicyPack(path.join(folder.path, 'throwing'), POLICIES);
      await expect(up(throwing)).rejects.toMatchObject(failed(/a mistake in the policy/));
      expect(await ask(tested.port('west'))).toBeUndefined();
    });

    it('ends with the update that is aborted while a pack works, and changes nothing', async () => {
      await using fixture = await createEngineFixture(factory);
      await using folder = await tempFolder();
      const { engine } = fixture;
      const tested = await fixture.stack('west');
      const { name: stack, program } = tested;
      const marker = path.join(folder.path, 'pid');
      const pack = await writePolicyPack(path.join(folder.path, 'pack'), slow(marker));
      const stopping = new AbortController();
      const policies = [{ folder: pack, config: {} }];
      const update = engine.up({ stack, program, policies, signal: stopping.signal });
      const isAborted = expect(update).rejects.toMatchObject({ code: 'UPDATE_ABORTED' });
      const pid = await eventually('a pack at work', async () => {
        const text = await readFile(marker, 'utf8').catch(() => '');
        return text === '' ? undefined : Number(text);
      });
      stopping.abort();
      await isAborted;
      await until(() => !isRunning(pid));
      expect(await ask(tested.port('west'))).toBeUndefined();
    });
  });
}
