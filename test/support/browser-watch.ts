import type { Page } from 'playwright-core';

/** What a page did that it must not: logged errors, broke its security policy, or sent requests to other servers. */
export interface PageWatch {
  problems(): string[];
}

export interface WatchOptions {
  /** Errors that the test causes itself, such as a refused request. */
  tolerates?: RegExp | undefined;
}

/** @param origin of the page. */
export function watchPage(page: Page, origin: string, options: WatchOptions = {}): PageWatch {
  const { tolerates } = options;
  const problems: string[] = [];
  const report = (problem: string) => {
    if (tolerates?.test(problem) !== true) problems.push(problem);
  };
  // A broken security policy is logged as an error too.
  page.on('console', (message) => {
    if (message.type() === 'error')
      report(`console: ${message.text()} (${message.location().url})`);
  });
  page.on('pageerror', (error) => report(`thrown: ${error.stack ?? error.message}`));
  page.on('request', (request) => {
    const url = new URL(request.url());
    const isOwn = url.origin === origin || url.protocol === 'data:' || url.protocol === 'blob:';
    if (!isOwn) report(`asked ${request.url()}`);
  });
  return { problems: () => problems };
}
