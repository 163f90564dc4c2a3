import type { Page } from 'playwright-core';

/** Approves the next phase as a person does, and confirms it. */
export async function approveInPage(page: Page): Promise<void> {
  const approve = { name: 'Approve', exact: true };
  await page.getByRole('button', approve).click();
  await page.getByRole('dialog').getByRole('button', approve).click();
}

/** When the tile of a region shows that colour as answered, by the clock of this machine. */
export function turnOfTile(page: Page, region: string, color: string): Promise<number> {
  const tile = JSON.stringify(`[data-region="${region}"]`);
  return page.evaluate<number>(`new Promise((resolve) => {
    const look = () => {
      if (document.querySelector(${tile})?.dataset.color !== ${JSON.stringify(color)}) return;
      observer.disconnect();
      resolve(Date.now());
    };
    const observer = new MutationObserver(look);
    observer.observe(document.body, { subtree: true, childList: true, attributes: true });
    look();
  })`);
}

/**
 * How long each frame of the page took while something else went on, milliseconds; a task that held one up counts as a
 * frame, too.
 */
export async function framesWhile(page: Page, run: () => Promise<unknown>): Promise<number[]> {
  await page.evaluate(`(() => {
    const frames = (window.frames_ = { took: [], isOn: true });
    let before = performance.now();
    const frame = (now) => {
      frames.took.push(now - before);
      before = now;
      if (frames.isOn) requestAnimationFrame(frame);
    };
    requestAnimationFrame(frame);
    new PerformanceObserver((list) => {
      for (const { duration } of list.getEntries()) frames.took.push(duration);
    }).observe({ type: 'longtask' });
  })()`);
  await run();
  return page.evaluate<number[]>('(window.frames_.isOn = false, window.frames_.took.slice(1))');
}
