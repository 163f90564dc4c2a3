import { describe, expect, it } from 'vitest';
import { startFleet, valueIn, type SdkFleet } from '../../scripts/dev/bench/sdk-fleet.ts';
import { eventually } from '../support/eventually.ts';
import { startSdkServer, type SdkServer } from '../support/sdk-server.ts';
import { walkthrough } from '../support/walkthrough.ts';

const approve = ({ interpreter }: SdkServer, phase: string) =>
  interpreter.submit({
    type: 'phase-approved',
    release: 'rel-1',
    phase,
    actor: 'ann',
    reason: null,
  });

/** Waits until every client has these colours; a failure says how many of each kind do not. */
async function allTell({ clients }: SdkFleet, west: string, central: string): Promise<void> {
  const expected = JSON.stringify([{ color: west }, { color: central }]);
  const behind = () =>
    clients.filter((client) => {
      const colors = ['us-west1', 'us-central1'].map((region) =>
        valueIn(client, 'colorteller', region),
      );
      return JSON.stringify(colors) !== expected;
    });
  await eventually(
    `${expected} at every client`,
    () => (behind().length === 0 ? true : undefined),
    30_000,
  ).catch((cause: unknown) => {
    const ways = behind().map(({ way }) => way);
    throw new Error(`${ways.length} clients lack ${expected}: ${ways.join(', ')}`, { cause });
  });
}

describe('50 official SDKs, half by push, half by poll', () => {
  it('all see one approve, and the next after a restart of the server', async () => {
    await using server = await startSdkServer(walkthrough());
    const fleet = await startFleet(server, { push: 25, poll: 25 });
    try {
      expect(server.service.streams.count()).toBe(25);
      await server.give('purple');
      await allTell(fleet, 'blue', 'blue');
      await approve(server, 'us-west1');
      await allTell(fleet, 'purple', 'blue');
      await server.stop();
      await allTell(fleet, 'purple', 'blue');
      await server.start();
      await approve(server, 'us-central1');
      await allTell(fleet, 'purple', 'purple');
      await eventually('every stream again', () =>
        server.service.streams.count() === 25 ? true : undefined,
      );
    } finally {
      await fleet.close();
    }
  });
});
