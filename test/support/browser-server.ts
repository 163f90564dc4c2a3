import { chromium } from 'playwright-core';
import type { TestProject } from 'vitest/node';
import { chromiumOptions } from '../../scripts/dev/bench/chromium-options.ts';
import { AppError } from '../../orchestrator/common/errors/app-error.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** Where the browser of this run is driven. */
    browser: string;
  }
}

/** One browser for all files of the run; each test has contexts of its own in it. */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const server = await chromium.launchServer(await options());
  project.provide('browser', server.wsEndpoint());
  return () => server.close();
}

async function options() {
  return chromiumOptions(process.env).catch((error: unknown) => {
    if (error instanceof AppError)
      process.stderr.write(`${error.message}\n  next: ${error.action ?? ''}\n`);
    throw error;
  });
}
