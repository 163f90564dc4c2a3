import { expect, it } from 'vitest';
import { renderNext } from '../../../../../scripts/cli/render/render-ready.ts';
import { BY_ALICE } from '../../../../support/actors.ts';
import { startTestControlPlane } from '../../../../support/control-plane.ts';
import { withPhases } from '../../../../support/walkthrough.ts';

const plain = (_: unknown, text: string) => text;

it('what to type next fits the state: start, lift, approve, watch, and the other colour once it is released', async () => {
  await using plane = await startTestControlPlane(
    withPhases([{ review: true, intervalMs: 900_000 }]),
  );
  const { client } = plane;
  const next = async () => {
    const state = await client.state();
    return renderNext(plain, { workspace: '/tmp/my workspace', state: () => state });
  };
  const command = (text: string) => `  $ npx colorteller ${text} --workspace '/tmp/my workspace'`;

  const begin = 'Next, in another terminal:';
  const start = (color: string) => command(`config set colorteller color=${color}`);
  expect(await next()).toEqual([begin, start('purple'), command('approve')]);

  await client.changeConfig('colorteller', { set: { color: 'purple' }, ...BY_ALICE });
  const waits = 'rel-1: phase "phase-0" waits for an approval';
  expect(await next()).toEqual([waits, command('approve --phase phase-0')]);

  const scope = { kind: 'everything' } as const;
  await client.changeHold('hold-placed', { scope, ...BY_ALICE });
  expect(await next()).toEqual(['everything is held by alice', waits, command('lift')]);

  await client.changeHold('hold-lifted', { scope, ...BY_ALICE });
  await client.act('rel-1', 'approve', { phase: 'phase-0', ...BY_ALICE });
  // A bake needs nobody.
  expect((await next()).at(-1)).toBe(command('status --watch'));

  await client.act('rel-1', 'rollout', BY_ALICE);
  expect(await next()).toEqual([begin, start('blue'), command('approve')]);
});
