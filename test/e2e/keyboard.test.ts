import type { Page } from 'playwright-core';
import { describe, expect } from 'vitest';
import { button, showsColors } from '../support/browser-steps.ts';
import { startHostedOrchestrator } from '../support/hosted-orchestrator.ts';
import { it } from '../support/browser.ts';

const CHANGE = { set: { color: 'purple' }, actor: 'alice', reason: null };
/** More than there are things to come by. */
const MOST_TABS = 60;

/** Goes from one thing to the next until it comes to that button. */
async function tabTo(page: Page, name: string): Promise<void> {
  const wanted = button(page, name);
  for (let n = 0; n < MOST_TABS; n++) {
    await page.keyboard.press('Tab');
    if ((await wanted.and(page.locator(':focus-visible')).count()) === 1) return;
  }
  throw new Error(`Tab does not come to ${name}`);
}

describe('the page', () => {
  it('works by keyboard alone: a phase is approved, and focus returns', async ({ open, keep }) => {
    const hosted = keep(await startHostedOrchestrator());
    await hosted.client.changeConfig('colorteller', CHANGE);
    const page = await open(hosted.pageUrl);
    await button(page, 'Approve').waitFor();
    await tabTo(page, 'Approve');
    await page.keyboard.press('Enter');
    const dialog = page.getByRole('dialog');
    await button(dialog, 'Approve').click({ trial: true });
    // The region that changes now, and the one that changes later.
    const chips = dialog.getByRole('list', { name: '1 region', exact: true });
    expect(await chips.allInnerTexts()).toEqual(['us-west1', 'us-central1']);
    // What has to be said is said already: the last button is where Enter goes.
    await page.keyboard.press('Enter');
    await dialog.waitFor({ state: 'detached' });
    await showsColors(page, { 'us-west1': 'purple', 'us-central1': 'blue' });
    // Its place has the next action now; what was done is said beside it, over nothing.
    await button(page, 'Skip').and(page.locator(':focus')).waitFor();
    await page
      .getByRole('region', { name: 'Next step' })
      .getByRole('status')
      .getByText('✔ Phase “us-west1” of rel-1 is approved')
      .waitFor();

    await tabTo(page, 'More actions');
    await page.keyboard.press('Enter');
    await tabTo(page, 'Pause');
    await page.keyboard.press('Enter');
    await dialog.waitFor();
    await page.keyboard.press('Escape');
    await dialog.waitFor({ state: 'detached' });
    await button(page, 'More actions').and(page.locator(':focus')).waitFor();

    await tabTo(page, 'Abort');
    await page.keyboard.press('Enter');
    await dialog.waitFor();
    await page.keyboard.press('Escape');
    await dialog.waitFor({ state: 'detached' });
    expect((await hosted.client.state()).releases[0]?.status).toBe('IN_PROGRESS');
  });

  it.for([
    ['reduce', 0],
    ['no-preference', 1],
  ] as const)(
    'moves nothing for those who prefer that (%s)',
    async ([reducedMotion, least], { open, keep }) => {
      const hosted = keep(await startHostedOrchestrator());
      await hosted.client.changeConfig('colorteller', CHANGE);
      const page = await open(hosted.pageUrl, { reducedMotion });
      await hosted.client.act('rel-1', 'approve', {
        phase: 'us-west1',
        actor: 'ann',
        reason: null,
      });
      await showsColors(page, { 'us-west1': 'purple' });
      const moving = await page.evaluate<number>('document.getAnimations().length');
      expect(Math.min(moving, 1)).toBe(least);
    },
  );
});
