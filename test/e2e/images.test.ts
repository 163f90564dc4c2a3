import { mkdir, stat } from 'node:fs/promises';
import path from 'node:path';
import type { BrowserContextOptions, Page } from 'playwright-core';
import { describe, expect } from 'vitest';
import { packageRoot } from '../../orchestrator/common/package-root.ts';
import { BY_ALICE } from '../support/actors.ts';
import { showsColors } from '../support/browser-steps.ts';
import {
  startHostedOrchestrator,
  type HostedOrchestrator,
} from '../support/hosted-orchestrator.ts';
import { it } from '../support/browser.ts';
import { settled } from '../support/cli.ts';

const FOLDER = path.join(packageRoot, 'docs/images');
const MOST_BYTES = 300_000;
/** The morning of a workshop. */
const START_MS = Date.UTC(2026, 8, 14, 9, 30);
const SECOND = 1_000;

const phase = (name: string, timeInterval: string, regions: readonly string[]) => ({
  name,
  timeInterval,
  regions,
});
const PHASES = [
  phase('canary', '90s', ['us-west1']),
  phase('americas', '15m', ['us-central1', 'southamerica-east1']),
  phase('europe', '30m', ['europe-west1', 'europe-north1']),
  phase('asia', '30m', ['asia-east1']),
];

const IMAGES: [string, BrowserContextOptions][] = [
  ['page-dark', { colorScheme: 'dark' }],
  ['page-light', { colorScheme: 'light' }],
  [
    'page-phone',
    { colorScheme: 'dark', viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true },
  ],
];

/** A release whose canary has gone well, and whose second phase bakes. */
async function playHalf({ client }: HostedOrchestrator): Promise<void> {
  const pass = async (seconds: number) => {
    await settled(client);
    await client.advance(seconds * SECOND);
  };
  await pass(120);
  await client.changeConfig('colorteller', {
    ...BY_ALICE,
    set: { color: 'purple' },
    reason: 'the autumn look',
  });
  await pass(10);
  await client.act('rel-1', 'approve', { ...BY_ALICE, phase: 'canary', actor: 'bob' });
  await pass(100);
  await client.act('rel-1', 'approve', {
    phase: 'americas',
    actor: 'carol',
    reason: 'canary looks good',
  });
  await pass(50);
  await settled(client);
}

async function takePicture(page: Page, file: string): Promise<void> {
  await showsColors(page, {
    'us-west1': 'purple',
    'southamerica-east1': 'purple',
    'europe-west1': 'blue',
  });
  // How long updates took is another each time.
  await page.getByRole('combobox', { name: 'Kind of events' }).selectOption('people');
  await page.screenshot({ path: file, animations: 'disabled' });
}

/** `npm run docs:images` takes them again. */
describe.each(IMAGES)('docs/images/%s.png', (name, options) => {
  it('shows the page in the middle of a release', async ({ open, keep }) => {
    const file = path.join(FOLDER, `${name}.png`);
    if (process.env['WRITE_IMAGES'] !== undefined) {
      const hosted = keep(
        await startHostedOrchestrator({ phases: PHASES, speed: 0, startMs: START_MS }),
      );
      await playHalf(hosted);
      await mkdir(FOLDER, { recursive: true });
      const here = { atMs: START_MS, timezoneId: 'UTC', locale: 'en-GB' };
      const page = await open(hosted.pageUrl, { ...options, ...here });
      await takePicture(page, file);
    }
    const { size } = await stat(file);
    expect(size).toBeGreaterThan(0);
    expect(size).toBeLessThan(MOST_BYTES);
  });
});
