import type { Page } from 'playwright-core';
import { expect } from 'vitest';
import { act, button, confirm, openTab, showsColors } from '../support/browser-steps.ts';
import { startHostedOrchestrator } from '../support/hosted-orchestrator.ts';
import { it } from '../support/browser.ts';

const toNextEvent = (page: Page) => button(page, 'To next event').click();

it('the seven steps of the walkthrough, by clicking only, over bakes of simulated time', async ({
  open,
  keep,
}) => {
  const hosted = keep(await startHostedOrchestrator({ speed: 0 }));
  const page = await open(hosted.pageUrl);
  const west = (color: string) => showsColors(page, { 'us-west1': color, 'us-central1': 'blue' });
  // 1 to 3: a config with one value, two phases, and both regions deployed.
  await west('blue');
  // 4: nothing changes before the approval.
  await button(page, 'Start a release to purple').click();
  await confirm(page, 'Start');
  // The colours are gone, and the focus is where it goes on.
  await page.getByRole('region', { name: 'Next step' }).and(page.locator(':focus')).waitFor();
  await button(page, 'Approve').click({ trial: true });
  await west('blue');
  // 5
  await act(page, 'Approve');
  await west('purple');
  // 6: after the bake.
  await toNextEvent(page);
  await act(page, 'Approve');
  await showsColors(page, { 'us-west1': 'purple', 'us-central1': 'purple' });
  // 7
  await toNextEvent(page);
  await openTab(page, 'Releases');
  await page.getByRole('listitem').filter({ hasText: 'rel-1' }).getByText('good').waitFor();
  const pipeline = page.getByRole('listitem').filter({ hasText: 'region-by-region' });
  await pipeline.getByText('used by colorteller').waitFor();
  await page.getByTitle('phase “us-central1” of region-by-region').waitFor();

  const byHand = (await hosted.client.events(0)).flatMap(({ event }) =>
    'actor' in event && event.actor === 'presenter' ? [event.type] : [],
  );
  expect(byHand).toEqual(['config-changed', 'phase-approved', 'phase-approved']);
  expect(['us-west1', 'us-central1'].map(hosted.starts)).toEqual([1, 1]);
});
