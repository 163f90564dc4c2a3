import type { Page } from 'playwright-core';
import { describe, expect } from 'vitest';
import { button, showsColors } from '../support/browser-steps.ts';
import { startWorld } from '../support/browser-world.ts';
import { it } from '../support/browser.ts';

const CHANGE = { set: { color: 'purple' }, actor: 'alice', reason: null };

/** Waits until it is possible, without doing it. */
const canApprove = (page: Page) => button(page, 'Approve').click({ trial: true });

describe('the page', () => {
  it('opens by its printed address: the key becomes a cookie that no script reads, and is gone from the address', async ({
    open,
    keep,
  }) => {
    const world = keep(await startWorld());
    const page = await open(world.pageUrl);
    await showsColors(page, { 'us-west1': 'blue', 'us-central1': 'blue' });
    expect(page.url()).toBe(`${world.url}/`);
    expect(await page.evaluate('document.cookie')).toBe('');
    expect(await page.context().cookies()).toMatchObject([
      { name: 'colorteller-session', httpOnly: true, sameSite: 'Strict' },
    ]);
    await world.client.changeConfig('colorteller', CHANGE);
    await canApprove(page);
    // A page that is opened again needs no key.
    await page.goto(world.url);
    await canApprove(page);
  });

  it('without a session shows everything and changes nothing, and says what to do', async ({
    open,
    keep,
  }) => {
    const world = keep(await startWorld());
    await world.client.changeConfig('colorteller', CHANGE);
    const page = await open(world.url);
    await showsColors(page, { 'us-west1': 'blue', 'us-central1': 'blue' });
    await page.getByText('Read only').waitFor();
    expect(await button(page, 'Approve').isEnabled()).toBe(false);
  });
});
