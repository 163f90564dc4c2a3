import type { BrowserContextOptions, Page } from 'playwright-core';
import { describe, expect } from 'vitest';
import { accessibilityProblems } from '../support/browser-axe.ts';
import { act, button, openTab, overflow } from '../support/browser-steps.ts';
import {
  startHostedOrchestrator,
  type HostedOrchestrator,
} from '../support/hosted-orchestrator.ts';
import { it } from '../support/browser.ts';

const PHONE = { viewport: { width: 360, height: 740 }, hasTouch: true, isMobile: true };
const CHANGE = { set: { color: 'purple' }, actor: 'alice', reason: null };

/** What the page shows in turn, from nothing to do to a release that has ended. */
const STATES: readonly [string, (page: Page, hosted: HostedOrchestrator) => Promise<unknown>][] = [
  ['idle', () => Promise.resolve()],
  ['editor', (page) => openTab(page, 'Config')],
  [
    'waiting for review',
    async (page, { client }) => {
      await client.changeConfig('colorteller', CHANGE);
      await button(page, 'Approve').waitFor();
    },
  ],
  ['dialog', (page) => button(page, 'Approve').click()],
  [
    'ended',
    async (page) => {
      await page.getByRole('dialog').getByRole('button', { name: 'Cancel' }).click();
      await act(page, 'Abort', 'enough');
      await openTab(page, 'Releases');
    },
  ],
];

describe.each<[string, BrowserContextOptions]>([
  ['dark', { colorScheme: 'dark' }],
  ['light', { colorScheme: 'light' }],
  ['phone', PHONE],
])('the page, %s', (_, options) => {
  it('has no accessibility problems in any state', async ({ open, keep }) => {
    const hosted = keep(await startHostedOrchestrator());
    const page = await open(hosted.pageUrl, { reducedMotion: 'reduce', ...options });
    const problems: Record<string, string[]> = {};
    for (const [name, reach] of STATES) {
      await reach(page, hosted);
      problems[name] = await accessibilityProblems(page);
      expect(await overflow(page), name).toBe(0);
    }
    expect(problems).toEqual(Object.fromEntries(STATES.map(([name]) => [name, []])));
  });
});
