import { expect, it } from 'vitest';
import { startHarness } from '../../scripts/testing/index.ts';
import { colorteller } from '../support/cli.ts';

it('three who approve at once, naming no phase, approve one phase', async () => {
  await using harness = await startHarness();
  const { when, workspace } = harness;
  await when.changes({ color: 'purple' });
  const approve = ['approve', '--workspace', workspace, '--json'];
  const ended = await Promise.all(
    ['ann', 'bob', 'eve'].map((actor) => colorteller([...approve, '--actor', actor])),
  );
  const approvals = await harness.history.of('phase-approved');
  expect(new Set(approvals.map(({ phase }) => phase))).toEqual(new Set(['us-west1']));
  for (const { exitCode, stderr } of ended) {
    if (exitCode !== 0)
      expect(JSON.parse(stderr)).toMatchObject({ error: { code: 'STALE_PHASE' } });
  }
  expect(ended.map(({ exitCode }) => exitCode)).toContain(0);
});
