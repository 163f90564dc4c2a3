import axe, { type AxeResults } from 'axe-core';
import type { Page } from 'playwright-core';

/** WCAG 2.2, level AA. */
const RULES = { runOnly: ['wcag2a', 'wcag2aa', 'wcag21aa', 'wcag22aa'] };

/** What keeps some people from using the page as it is now: rule, why, and where, one line each. */
export async function accessibilityProblems(page: Page): Promise<string[]> {
  // By the debugger: the security policy of the page stays as it is.
  await page.evaluate(axe.source);
  const results: AxeResults = await page.evaluate(`axe.run(document, ${JSON.stringify(RULES)})`);
  return results.violations.flatMap(({ id, nodes }) =>
    nodes.map(({ target, failureSummary = '' }) =>
      `${id} ${String(target)}: ${failureSummary}`.replaceAll(/\s+/g, ' '),
    ),
  );
}
