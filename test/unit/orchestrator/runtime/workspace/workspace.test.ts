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

it('a new workspace gets the ports from the given number on', async () => {
  const first = await freeRow(2);
  expect(await portsFrom(first)).toEqual([first, first + 1]);
});

it('a new workspace gets other ports where those are in use', async () => {
  const first = await freeRow(2);
  await using taken = await takePort(first);
  const [west, central] = await portsFrom(first);
  expect([west === taken.port, central]).toEqual([false, first + 1]);
});

it.each([5_999, 65_535])(
  'a new workspace from port %i on gets ports that fetch allows',
  async (port) => {
    const ports = await portsFrom(port + 1);
    expect(ports.filter((one) => one === 6_000 || one > 65_535)).toEqual([]);
  },
);
