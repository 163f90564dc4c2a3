import { expect } from 'vitest';
import { act, button, openTab, saveColor, showsColors } from '../support/browser-steps.ts';
import { TWO_PHASES } from '../support/browser-workspace.ts';
import { startHostedOrchestrator } from '../support/hosted-orchestrator.ts';
import { it } from '../support/browser.ts';

const GUARDRAILS = [
  { name: 'errors', metric: 'error-rate', max: '5%', window: '10s', minimumSamples: 20 },
];
/** Purple is bad: 30 % of what is asked of a purple region fails. */
const BAD_PURPLE = { seed: 7, plan: [{ kind: 'erroring', color: 'purple', probability: 0.3 }] };

it('a purple that errors is rolled back by its guardrail in the first phase and never reaches the second region', async ({
  open,
  keep,
}) => {
  const hosted = keep(
    await startHostedOrchestrator({
      phases: TWO_PHASES.map((phase) => ({ ...phase, guardrails: GUARDRAILS })),
      more: { faults: BAD_PURPLE },
    }),
  );
  const page = await open(hosted.pageUrl);
  await openTab(page, 'Traffic');
  await button(page, 'Start the traffic').click();
  await saveColor(page, 'purple');
  await act(page, 'Approve');
  await page.getByText('errors breached').waitFor();
  await showsColors(page, { 'us-west1': 'blue', 'us-central1': 'blue' });
  expect(hosted.delivered).toContain('us-west1 purple');
  expect(hosted.delivered).not.toContain('us-central1 purple');
  const [release] = (await hosted.client.state()).releases;
  expect(release?.status).toBe('ABORTED');
});
