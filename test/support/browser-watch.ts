import type { Page } from 'playwright-core';

/** What a page did that it must not: told errors, broke its security policy, asked others than its own server. */
export interface PageWatch {
  problems(): string[];
}

export interface WatchOptions {
  /** Of what is told as an error, what the test brings about itself, such as a refused request. */
  tolerates?: RegExp | undefined;
}

/** @param origin of the page. */
export function watchPage(page: Page, origin: string, options: WatchOptions = {}): PageWatch {
  const { tolerates } = options;
  const problems: string[] = [];
  const tell = (problem: string) => {
    if (tolerates?.test(problem) !== true) problems.push(problem);
  };
  // A broken security policy is told as an error too.
  page.on('console', (message) => {
    if (message.type() === 'error') tell(`console: ${message.text()} (${message.location().url})`);
  });
  page.on('pageerror', (error) => tell(`thrown: ${error.stack ?? error.message}`));
  page.on('request', (request) => {
    const url = new URL(request.url());
    const isOwn = url.origin === origin || url.protocol === 'data:' || url.protocol === 'blob:';
    if (!isOwn) tell(`asked ${request.url()}`);
  });
  return { problems: () => problems };
}
