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

  const seq = (await client.events(0)).at(-1)?.seq;
  await client.confirmEdit({ edit: pending.edit, actor: 'ann' });
  const updated = await eventually('the update that takes it out', async () =>
    (await client.events(seq ?? 0)).find(({ event }) => event.type === 'stack-updated'),
  );
  expect(updated.event).toMatchObject({ stack: 'phase-3', changes: 2 });
  const after = await settled(client);
  const left = REGIONS.filter((name) => name !== 'region-33');
  expect(after.regions.map(({ name }) => name)).toEqual(left);
  expect(left.filter((name) => hosted.starts(name) !== 1)).toEqual([]);
  expect(hosted.delivered).toHaveLength(delivered);
});
