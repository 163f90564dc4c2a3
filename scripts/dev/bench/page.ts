import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { chromium, type Browser } from 'playwright-core';
import { AppError } from '../../../orchestrator/common/errors/app-error.ts';
import type { BenchContext, BenchGroup } from './bench-context.ts';
import { chromiumOptions } from './chromium-options.ts';
import { flipFigures } from './page-flip.ts';
import { frameFigures } from './page-frames.ts';

/** Goals: a tile turns within 1.2 times of what a bare client takes to hear of it; 500 regions at 10 events a second never hold a frame for 50 ms. */
export const pageBench: BenchGroup = async (context) => {
  const browser = await startBrowser(context);
  if (browser === undefined) return [];
  const folder = await mkdtemp(path.join(tmpdir(), 'colorteller-bench-'));
  try {
    return [
      ...(await flipFigures(context, browser, path.join(folder, 'flip'))),
      ...(await frameFigures(context, browser, path.join(folder, 'frames'))),
    ];
  } finally {
    await browser.close();
    await rm(folder, { recursive: true, force: true });
  }
};

/** Undefined where there is none and this group was not requested by name. */
async function startBrowser(context: BenchContext): Promise<Browser | undefined> {
  try {
    return await chromium.launch(await chromiumOptions(context.env));
  } catch (error) {
    const isMissing = error instanceof AppError && error.code === 'CHROMIUM_MISSING';
    if (!isMissing || context.isSelected) throw error;
    context.progress(`page: left out: ${error.message}; next: ${error.action ?? ''}`);
    return undefined;
  }
}
