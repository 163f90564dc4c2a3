import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { expect } from 'vitest';
import { WORKSPACE_FILE_JSON } from '../../orchestrator/core/definition/walkthrough.ts';
import { readContact } from '../../orchestrator/runtime/workspace/contact.ts';
import { BY_ALICE } from '../support/actors.ts';
import { button, shownEvents, showsColors } from '../support/browser-steps.ts';
import { TWO_PHASES, workspaceFile } from '../support/browser-workspace.ts';
import { it } from '../support/browser.ts';
import { EMBEDDED, settled, spawnUp } from '../support/cli.ts';
import { eventually } from '../support/eventually.ts';
import { freePorts } from '../support/free-port.ts';
import { tempFolder } from '../support/temp-folder.ts';

const BLUE = { 'us-west1': 'blue', 'us-central1': 'blue' };

it('shows a lost connection while the orchestrator is down, and every missed event after it is back', async ({
  open,
  keep,
}) => {
  const folder = keep(await tempFolder());
  const [port = 0, ...ports] = await freePorts(3);
  const file = path.join(folder.path, WORKSPACE_FILE_JSON);
  await writeFile(file, JSON.stringify(workspaceFile(TWO_PHASES, ports)));
  const start = async () => keep(await spawnUp(folder.path, [...EMBEDDED, '--port', `${port}`]));
  const up = await start();
  await settled(up.client);
  const contact = await readContact(folder.path);
  const page = await open(contact?.pageUrl ?? '', { tolerates: /ERR_|traffic/ });
  await showsColors(page, BLUE);

  up.kill('SIGKILL');
  await up.ended;
  await page.getByText('Connection lost since').waitFor();
  expect(await button(page, 'Start a release to purple').isEnabled()).toBe(false);
  expect(await page.evaluate('getComputedStyle(document.querySelector(".columns")).filter')).toBe(
    'grayscale(1)',
  );
  // The page does not come back before there is something that it missed.
  await page.context().setOffline(true);
  const again = await start();
  await again.client.changeConfig('colorteller', { set: { color: 'purple' }, ...BY_ALICE });
  await again.client.act('rel-1', 'approve', { phase: 'us-west1', ...BY_ALICE });
  await settled(again.client);
  await page.context().setOffline(false);

  await showsColors(page, { ...BLUE, 'us-west1': 'purple' });
  await page.getByText('Connection lost since').waitFor({ state: 'detached' });
  const log = (await again.client.events(0)).map(({ seq }) => seq);
  await eventually(
    'every event of the log',
    async () => JSON.stringify(await shownEvents(page)) === JSON.stringify(log) || undefined,
  );
  // The session outlives the orchestrator.
  expect(await button(page, 'Skip').isEnabled()).toBe(true);
});
