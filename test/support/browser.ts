import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { chromium, type Browser, type BrowserContextOptions, type Page } from 'playwright-core';
import { inject, test } from 'vitest';
import { watchPage, type PageWatch, type WatchOptions } from './browser-watch.ts';

/** Opens a page as a person of their own does: in another browser. */
type OpenPage = (url: string, options?: OpenOptions) => Promise<Page>;

type OpenOptions = BrowserContextOptions &
  WatchOptions & {
    /** What time it is for the page, always. Default: it goes by. */
    atMs?: number;
  };

/** Disposes of something at the end of the test, the last first: of a server after the pages that it serves. */
type Keep = <T extends AsyncDisposable>(one: T) => T;

interface Opened {
  page: Page;
  watch: PageWatch;
}

/** The projector of a workshop. */
const PROJECTOR = { width: 1280, height: 720 };

/** How long anything may take to be seen. */
const TIMEOUT_MS = 20_000;

/** A test of the page. It also fails when a page logs an error; screenshots of a failure are kept. */
export const it = test.extend<{ browser: Browser; keep: Keep; open: OpenPage }>({
  browser: [
    async ({}, use) => {
      const browser = await chromium.connect(inject('browser'));
      await use(browser);
      await browser.close();
    },
    { scope: 'worker' },
  ],
  keep: async ({}, use) => {
    const kept: AsyncDisposable[] = [];
    await use((one) => {
      kept.unshift(one);
      return one;
    });
    for (const one of kept) await one[Symbol.asyncDispose]();
  },
  open: async ({ browser, keep, task, onTestFinished }, use) => {
    const opened: Opened[] = [];
    let problems: string[] = [];
    // Not before: what is kept would not be disposed of.
    onTestFinished(() => {
      if (problems.length > 0) throw new Error(`a page logged errors:\n${problems.join('\n')}`);
    });
    await use(async (url, { tolerates, atMs, ...options } = {}) => {
      const context = keep(await browser.newContext({ viewport: PROJECTOR, ...options }));
      context.setDefaultTimeout(TIMEOUT_MS);
      const page = await context.newPage();
      opened.push({ page, watch: watchPage(page, new URL(url).origin, { tolerates }) });
      if (atMs !== undefined) await page.clock.setFixedTime(atMs);
      await page.goto(url);
      return page;
    });
    problems = opened.flatMap(({ watch }) => watch.problems());
    if (problems.length > 0 || task.result?.state === 'fail') await keepPictures(opened);
  },
});

async function keepPictures(opened: readonly Opened[]): Promise<void> {
  const folder = await mkdtemp(path.join(tmpdir(), 'colorteller-pictures-'));
  for (const [index, { page }] of opened.entries())
    await page.screenshot({ path: path.join(folder, `page-${index + 1}.png`) });
  process.stderr.write(`pictures of the pages: ${folder}\n`);
}
