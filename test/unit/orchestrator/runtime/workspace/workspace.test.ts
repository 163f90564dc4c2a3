import path from 'node:path';
import { expect, it } from 'vitest';
import { openWorkspace } from '../../../../../orchestrator/runtime/workspace/workspace.ts';
import { freeRow, takePort } from '../../../../support/free-port.ts';
import { tempFolder } from '../../../../support/temp-folder.ts';

async function portsFrom(port: number): Promise<number[]> {
  await using folder = await tempFolder();
  const { definition } = await openWorkspace(path.join(folder.path, 'new'), { ports: port });
  return definition.regions.map((region) => region.port);
}

it('a new workspace gets the ports that come after a number', async () => {
  const first = await freeRow(2);
  expect(await portsFrom(first)).toEqual([first, first + 1]);
});

it('it gets other ones where they are taken', async () => {
  const first = await freeRow(2);
  await using taken = await takePort(first);
  const [west, central] = await portsFrom(first);
  expect([west === taken.port, central]).toEqual([false, first + 1]);
});

it.each([5_999, 65_535])('after %i it gets ports that can be asked', async (port) => {
  const ports = await portsFrom(port + 1);
  expect(ports.filter((one) => one === 6_000 || one > 65_535)).toEqual([]);
});
