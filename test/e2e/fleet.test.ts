import { expect } from 'vitest';
import { act, showsColors } from '../support/browser-steps.ts';
import { startHostedOrchestrator } from '../support/hosted-orchestrator.ts';
import { it } from '../support/browser.ts';

const REGIONS = Array.from({ length: 200 }, (_, n) => `region-${n}`);
const OF_PHASE = 10;

/** Two hundred updates take a while on a small machine that does other things, too. */
const TIMEOUT_MS = 120_000;

it(
  '200 regions are a list that renders only those in view, and all of them change colour',
  { timeout: 2 * TIMEOUT_MS },
  async ({ open, keep }) => {
    const phases = Array.from({ length: REGIONS.length / OF_PHASE }, (_, n) => ({
      name: `phase-${n}`,
      regions: REGIONS.slice(n * OF_PHASE, (n + 1) * OF_PHASE),
    }));
    const hosted = keep(await startHostedOrchestrator({ phases }));
    const page = await open(hosted.pageUrl);
    page.setDefaultTimeout(TIMEOUT_MS);
    await showsColors(page, { 'region-0': 'blue' });
    expect(await page.getByRole('article').count()).toBeLessThan(REGIONS.length);

    await hosted.client.changeConfig('colorteller', {
      set: { color: 'purple' },
      actor: 'alice',
      reason: null,
    });
    await act(page, 'Full rollout', 'everyone at once');
    await showsColors(page, { 'region-0': 'purple' });
    // As far as the list goes.
    await page.getByRole('region', { name: '200 regions' }).focus();
    await page.keyboard.press('End');
    await showsColors(page, { 'region-199': 'purple' });
    await page.getByRole('img', { name: '200 regions: 200 purple', exact: true }).waitFor();
  },
);
