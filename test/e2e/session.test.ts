import type { Page } from 'playwright-core';
import { describe, expect } from 'vitest';
import { button, showsColors } from '../support/browser-steps.ts';
import { startHostedOrchestrator } from '../support/hosted-orchestrator.ts';
import { it } from '../support/browser.ts';

const CHANGE = { set: { color: 'purple' }, actor: 'alice', reason: null };

/** Waits until it is possible, without doing it. */
const canApprove = (page: Page) => button(page, 'Approve').click({ trial: true });

describe('the page', () => {
  it('opens by its printed address: the key becomes a cookie that no script reads, and is gone from the address', async ({
    open,
    keep,
  }) => {
    const hosted = keep(await startHostedOrchestrator());
    const page = await open(hosted.pageUrl);
    await showsColors(page, { 'us-west1': 'blue', 'us-central1': 'blue' });
    expect(page.url()).toBe(`${hosted.url}/`);
    expect(await page.evaluate('document.cookie')).toBe('');
    expect(await page.context().cookies()).toMatchObject([
      { name: 'colorteller-session', httpOnly: true, sameSite: 'Strict' },
    ]);
    await hosted.client.changeConfig('colorteller', CHANGE);
    await canApprove(page);
    // A page that is opened again needs no key.
    await page.goto(hosted.url);
    await canApprove(page);
  });

  it('without a session shows everything and changes nothing, and says what to do', async ({
    open,
    keep,
  }) => {
    const hosted = keep(await startHostedOrchestrator());
    await hosted.client.changeConfig('colorteller', CHANGE);
    const page = await open(hosted.url);
    await showsColors(page, { 'us-west1': 'blue', 'us-central1': 'blue' });
    await page.getByText('Read only').waitFor();
    expect(await button(page, 'Approve').isEnabled()).toBe(false);
  });
});
