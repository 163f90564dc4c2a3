import type { Page } from 'playwright-core';
import { expect } from 'vitest';
import { button, showsColors } from '../support/browser-steps.ts';
import { startHostedOrchestrator } from '../support/hosted-orchestrator.ts';
import { it } from '../support/browser.ts';
import { eventually } from '../support/eventually.ts';

const PEOPLE = ['ann', 'bob'];

/** Opens the dialog of an approval, and gives its last button. */
async function prepareApproval(page: Page, name: string) {
  await button(page, 'Approve').click();
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('textbox', { name: 'Your name' }).fill(name);
  const approve = button(dialog, 'Approve');
  await approve.click({ trial: true });
  return { name, page, dialog, approve };
}

it('when two people approve a phase at once, one wins and the dialog of the other names the winner', async ({
  open,
  keep,
}) => {
  const hosted = keep(await startHostedOrchestrator());
  await hosted.client.changeConfig('colorteller', {
    set: { color: 'purple' },
    actor: 'alice',
    reason: null,
  });
  const racers = await Promise.all(
    PEOPLE.map(async (name) =>
      prepareApproval(await open(hosted.pageUrl, { tolerates: /409/ }), name),
    ),
  );
  await Promise.all(racers.map(({ approve }) => approve.dispatchEvent('click')));

  const winner = await eventually('one whose dialog closed', async () => {
    for (const racer of racers) if ((await racer.dialog.count()) === 0) return racer;
    return undefined;
  });
  const loser = racers.find((racer) => racer !== winner)!;
  await loser.dialog.getByRole('alert').getByText(winner.name).waitFor();
  for (const { page } of racers)
    await showsColors(page, { 'us-west1': 'purple', 'us-central1': 'blue' });
  const [phase] = (await hosted.client.state()).releases[0]!.phases;
  expect(phase?.approvals.map(({ actor }) => actor)).toEqual([winner.name]);
});
