import { expect } from 'vitest';
import { startAnsweringPage } from '../support/answering-page.ts';
import { act, showsColors } from '../support/browser-steps.ts';
import { it } from '../support/browser.ts';

const REGIONS = Array.from({ length: 200 }, (_, n) => `region-${n}`);
const OF_PHASE = 10;

it('200 regions are a list that renders only those in view, and all of them change colour', async ({
  open,
  keep,
}) => {
  const phases = Array.from({ length: REGIONS.length / OF_PHASE }, (_, n) => ({
    name: `phase-${n}`,
    regions: REGIONS.slice(n * OF_PHASE, (n + 1) * OF_PHASE),
  }));
  const { client, pageUrl, settle } = keep(await startAnsweringPage(phases));
  const page = await open(pageUrl, { tolerates: /404/ });
  await showsColors(page, { 'region-0': 'blue' });
  expect(await page.getByRole('article').count()).toBeLessThan(REGIONS.length);

  await client.changeConfig('colorteller', {
    set: { color: 'purple' },
    actor: 'alice',
    reason: null,
  });
  await act(page, 'Full rollout', 'everyone at once');
  await settle();
  await showsColors(page, { 'region-0': 'purple' });
  // As far as the list goes.
  await page.getByRole('region', { name: '200 regions' }).focus();
  await page.keyboard.press('End');
  await showsColors(page, { 'region-199': 'purple' });
  await page.getByRole('img', { name: '200 regions: 200 purple', exact: true }).waitFor();
});
