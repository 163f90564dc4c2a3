import type { Locator, Page } from 'playwright-core';

/** Waits until the regions are shown to answer these colours. */
export async function showsColors(
  page: Page,
  colors: Readonly<Record<string, string>>,
): Promise<void> {
  for (const [region, color] of Object.entries(colors))
    await page.getByRole('article', { name: `${region}: ${color}`, exact: true }).waitFor();
}

/** A button by its whole name: the one that copies the command of `Approve` is called after that, too. */
export function button(within: Page | Locator, name: string): Locator {
  return within.getByRole('button', { name, exact: true });
}

/** Opens a tab beside the regions. */
export async function openTab(page: Page, name: string): Promise<void> {
  await page.getByRole('tab', { name }).click();
}

/** Clicks an action, in the menu where it is not beside it. */
async function choose(page: Page, action: string): Promise<void> {
  const wanted = button(page, action);
  const more = button(page, 'More actions');
  await wanted.or(more).first().waitFor();
  if ((await wanted.count()) === 0) await more.click();
  await wanted.click();
}

/** Chooses an action and confirms it in its dialog. */
export async function act(page: Page, action: string, reason?: string): Promise<void> {
  await choose(page, action);
  await confirm(page, action, reason);
}

/** Confirms the dialog that is open, and waits until it is done. */
export async function confirm(page: Page, action: string, reason?: string): Promise<void> {
  const dialog = page.getByRole('dialog');
  if (reason !== undefined) await dialog.getByRole('textbox', { name: 'Reason' }).fill(reason);
  await button(dialog, action).click();
  await dialog.waitFor({ state: 'detached' });
}

/** Writes another value into the editor of the config and saves it. */
export async function saveColor(page: Page, color: string): Promise<void> {
  await openTab(page, 'Config');
  await page.getByRole('textbox', { name: 'Value of colorteller' }).fill(JSON.stringify({ color }));
  await button(page, 'Save…').click();
  await confirm(page, 'Save');
}

/** Sequence numbers of the events that the log of the page shows, oldest first. */
export async function shownEvents(page: Page): Promise<number[]> {
  const rows = await page.getByRole('list', { name: 'Events' }).getByRole('listitem').all();
  const seqs = await Promise.all(rows.map((row) => row.getAttribute('data-seq')));
  return seqs.map(Number).reverse();
}

/** How far what is shown goes beyond the width of the page. */
export function overflow(page: Page): Promise<number> {
  return page.evaluate(
    'document.documentElement.scrollWidth - document.documentElement.clientWidth',
  );
}
