import { expect, it } from 'vitest';
import { settled } from '../support/cli.ts';
import { eventually } from '../support/eventually.ts';
import { startHostedOrchestrator } from '../support/hosted-orchestrator.ts';

const REGIONS = Array.from({ length: 60 }, (_, index) => `region-${index}`);
const PHASES = Array.from({ length: 6 }, (_, phase) => ({
  name: `phase-${phase}`,
  regions: REGIONS.slice(phase * 10, (phase + 1) * 10),
}));

it('an edit that takes one of 60 regions out touches nothing before it is confirmed, and then that region alone', async () => {
  await using hosted = await startHostedOrchestrator({ phases: PHASES, allowDelete: false });
  const { client } = hosted;
  const delivered = hosted.delivered.length;
  await hosted.dropRegions('region-33');
  const pending = await eventually(
    'the edit that waits',
    async () => (await client.state()).unconfirmedEdit ?? undefined,
  );
  expect(pending).toMatchObject({ regions: ['region-33'], stacks: [] });
  expect((await settled(client)).regions).toHaveLength(60);

  await client.confirmEdit({ edit: pending.edit, actor: 'ann' });
  const after = await eventually('59 regions at rest', async () => {
    const state = await settled(client);
    const updates = (await client.events(0)).filter(({ event }) => event.type === 'stack-updated');
    return state.regions.length === 59 &&
      updates.at(-1)?.event.atMs !== undefined &&
      updates.length > 6
      ? { state, last: updates.at(-1)?.event }
      : undefined;
  });
  expect(after.last).toMatchObject({ stack: 'phase-3', changes: 2 });
  const left = REGIONS.filter((name) => name !== 'region-33');
  expect(after.state.regions.map(({ name }) => name)).toEqual(left);
  expect(left.filter((name) => hosted.starts(name) !== 1)).toEqual([]);
  expect(hosted.delivered).toHaveLength(delivered);
});
