import { stat } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect } from 'vitest';
import { packageRoot } from '../../orchestrator/common/package-root.ts';
import { runWorkshop } from '../support/workshop-process.ts';
import { startHarness } from '../../scripts/testing/index.ts';
import { accessibilityProblems } from '../support/browser-axe.ts';
import { button, overflow } from '../support/browser-steps.ts';
import { it } from '../support/browser.ts';
import { attend, openWorkshop } from '../support/workshop.ts';

describe('the page of the presenter', () => {
  it.for(['dark', 'light'] as const)(
    'shows one step at a time and the progress of attendees, without accessibility problems (%s)',
    async (colorScheme, { open, keep }) => {
      const harness = keep(await startHarness({ speed: 'real' }));
      const workshop = keep(await openWorkshop());
      await workshop.presentation.begin('01-first-purple-region');
      const page = await open(workshop.pageUrl, {
        colorScheme,
        // What stands in the frame is another server's, and this test has none there.
        tolerates: /127\.0\.0\.1:9\//,
      });
      await page.getByRole('heading', { name: 'First purple region' }).waitFor();
      await page.keyboard.press('ArrowRight');
      await page.getByRole('heading', { name: 'See what runs' }).waitFor();
      await page.locator('.slide__command', { hasText: 'npx colorteller status' }).waitFor();
      // Another page, and the terminal, show the same.
      await expect.poll(() => workshop.view().slide).toBe(1);
      await page.locator('pre', { hasText: 'no release yet' }).waitFor();
      await page.keyboard.press('r');
      await page.getByText('the output of npx colorteller status').waitFor();
      expect(workshop.typed).toEqual(['npx colorteller status']);
      expect(await accessibilityProblems(page)).toEqual([]);
      expect(await overflow(page)).toBe(0);

      await page.keyboard.press('PageDown');
      await page.getByRole('heading', { name: 'Change the colour' }).waitFor();
      await page.keyboard.press('PageUp');
      await page.getByRole('heading', { name: 'See what runs' }).waitFor();

      const { url, code } = workshop.join;
      await page.keyboard.press('j');
      await page.getByText(`--code ${code}`).waitFor();
      await page.getByText('Only this machine reaches').waitFor();
      expect(await accessibilityProblems(page)).toEqual([]);
      expect(await overflow(page)).toBe(0);
      await page.keyboard.press('j');
      keep(attend(harness, { url, code, name: '<b>Ada</b>' }));
      await page.getByRole('button', { name: 'Attendees (1)' }).waitFor();
      await page.keyboard.press('a');
      const row = page.getByRole('row', { name: '<b>Ada</b>' });
      await row.getByText('0 of 1').waitFor();
      await harness.given.everywhere('purple');
      await row.getByText('Done').waitFor();
      expect(await row.getByText('purple', { exact: true }).count()).toBe(2);
      expect(await accessibilityProblems(page)).toEqual([]);
      expect(await overflow(page)).toBe(0);
    },
  );

  it('shows a working dashboard of the lab beside the step', async ({ open, keep }) => {
    const { pageUrl } = keep(await runWorkshop());
    // The dashboard is another server's.
    const page = await open(pageUrl, { tolerates: /^asked http:\/\/127\.0\.0\.1:/ });
    const dashboard = page.frameLocator('iframe[title="Dashboard"]');
    for (const region of ['us-west1', 'us-central1'])
      await dashboard.getByRole('article', { name: `${region}: blue`, exact: true }).waitFor();
    expect(await dashboard.getByText('Read only').count()).toBe(0);
    // The regions are what the audience looks at; all of them, larger than the list of events.
    const regions = dashboard.locator('#regions');
    const height = async (name: string) =>
      (await dashboard.locator(name).boundingBox())?.height ?? 0;
    expect(await height('#regions')).toBeGreaterThan(await height('.side'));
    for (const region of await regions.getByRole('article').all())
      expect((await region.boundingBox())?.height).toBeGreaterThanOrEqual(60);
    // One switch of the theme for both.
    const theme = () => dashboard.locator('html').getAttribute('data-theme');
    const before = await theme();
    await page.getByRole('button', { name: /Switch to the/ }).click();
    await expect.poll(theme).not.toBe(before);
    expect(await dashboard.getByRole('button', { name: /Switch to the/ }).count()).toBe(0);
    // A command of the slide, typed on the presenter's machine.
    await page.keyboard.press('ArrowRight');
    await page.getByRole('button', { name: /^Run/ }).click();
    await page.locator('.slide__typed', { hasText: 'no release yet' }).waitFor();
    await dashboard.getByRole('textbox', { name: 'Your name in the log' }).fill('presenter');
    const file = path.join(packageRoot, 'docs/images/workshop.png');
    if (process.env['WRITE_IMAGES'] !== undefined) {
      await page.screenshot({ path: file, animations: 'disabled' });
    }
    expect((await stat(file)).size).toBeLessThan(180_000);
  });

  it('shows nothing without a session', async ({ open, keep }) => {
    const workshop = keep(await openWorkshop());
    const page = await open(new URL('/', workshop.pageUrl).href, { tolerates: /401/ });
    await page.getByRole('alert').waitFor();
    expect(await button(page, 'Next →').isVisible()).toBe(true);
    expect(await page.getByRole('heading').count()).toBe(0);
  });
});
