import type { LaunchOptions } from 'playwright-core';
import { findChromium } from '../../../infra/toolchain/find-chromium.ts';

/**
 * How the installed Chromium is started, without a window.
 * @throws AppError CHROMIUM_MISSING
 */
export async function chromiumOptions(env: NodeJS.ProcessEnv): Promise<LaunchOptions> {
  return {
    executablePath: await findChromium(env),
    headless: true,
    // Its sandbox refuses root.
    chromiumSandbox: process.getuid?.() !== 0,
  };
}
