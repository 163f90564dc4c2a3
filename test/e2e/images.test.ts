import { mkdir, stat } from 'node:fs/promises';
import path from 'node:path';
import type { BrowserContextOptions } from 'playwright-core';
import { describe, expect } from 'vitest';
import { packageRoot } from '../../orchestrator/common/package-root.ts';
import { BY_ALICE } from '../support/actors.ts';
import { showsColors } from '../support/browser-steps.ts';
import type { PhaseOfPage } from '../support/browser-workspace.ts';
import {
  startHostedOrchestrator,
  type HostedOrchestrator,
} from '../support/hosted-orchestrator.ts';
import { it } from '../support/browser.ts';
import { settled } from '../support/cli.ts';

const FOLDER = path.join(packageRoot, 'docs/images');
const MOST_BYTES = 180_000;
/** The morning of a workshop. */
const START_MS = Date.UTC(2026, 8, 14, 9, 30);
const SECOND = 1_000;

const phase = (name: string, timeInterval: string, regions: readonly string[]) => ({
  name,
  timeInterval,
  regions,
});
const SIX = [
  phase('canary', '90s', ['us-west1']),
  phase('americas', '15m', ['us-central1', 'southamerica-east1']),
  phase('europe', '30m', ['europe-west1', 'europe-north1']),
  phase('asia', '30m', ['asia-east1']),
];
const numbered = (place: string, count: number) =>
  Array.from({ length: count }, (_, n) => `${place}${n + 1}`);
const FORTY = [
  phase('canary', '90s', ['us-west1']),
  phase('americas', '15m', [...numbered('us-east', 7), ...numbered('southamerica-east', 2)]),
  phase('europe', '30m', [...numbered('europe-west', 9), ...numbered('europe-north', 3)]),
  phase('everywhere', '30m', [...numbered('asia-east', 10), ...numbered('australia-southeast', 8)]),
];
const DARK: BrowserContextOptions = { colorScheme: 'dark' };
const PHONE = { ...DARK, viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true };

interface Image {
  phases: readonly PhaseOfPage[];
  play: (hosted: HostedOrchestrator) => Promise<void>;
  options: BrowserContextOptions;
  /** What the first region answers then. */
  color: string;
}

const IMAGES: Record<string, Image> = {
  'page-rest': { phases: SIX, play: rest, options: DARK, color: 'blue' },
  'page-dark': { phases: SIX, play: playHalf, options: DARK, color: 'purple' },
  'page-light': {
    phases: SIX,
    play: playHalf,
    options: { colorScheme: 'light' },
    color: 'purple',
  },
  'page-many': { phases: FORTY, play: playHalf, options: DARK, color: 'purple' },
  'page-abort': { phases: SIX, play: playAbort, options: DARK, color: 'blue' },
  'page-phone': { phases: SIX, play: playHalf, options: PHONE, color: 'purple' },
};

const pass = async ({ client }: HostedOrchestrator, seconds: number) => {
  await settled(client);
  await client.advance(seconds * SECOND);
};

async function rest(hosted: HostedOrchestrator): Promise<void> {
  await pass(hosted, 120);
}

/** A release whose canary has gone well, and whose second phase bakes. */
async function playHalf(hosted: HostedOrchestrator): Promise<void> {
  const { client } = hosted;
  await pass(hosted, 120);
  await client.changeConfig('colorteller', {
    ...BY_ALICE,
    set: { color: 'purple' },
    reason: 'the autumn look',
  });
  await pass(hosted, 10);
  await client.act('rel-1', 'approve', { ...BY_ALICE, phase: 'canary', actor: 'bob' });
  await pass(hosted, 100);
  await client.act('rel-1', 'approve', {
    phase: 'americas',
    actor: 'carol',
    reason: 'canary looks good',
  });
  await pass(hosted, 50);
  await settled(client);
}

async function playAbort(hosted: HostedOrchestrator): Promise<void> {
  await playHalf(hosted);
  const why = { actor: 'carol', reason: 'too loud for the autumn' };
  await hosted.client.act('rel-1', 'abort', why);
  await settled(hosted.client);
}

/** `npm run docs:images` takes them again. */
describe.each(Object.entries(IMAGES))('docs/images/%s.png', (name, image) => {
  it('shows the page', async ({ open, keep }) => {
    const file = path.join(FOLDER, `${name}.png`);
    if (process.env['WRITE_IMAGES'] !== undefined) {
      const { phases, play, options, color } = image;
      const hosted = keep(await startHostedOrchestrator({ phases, speed: 0, startMs: START_MS }));
      await play(hosted);
      await mkdir(FOLDER, { recursive: true });
      const here = { atMs: START_MS, timezoneId: 'UTC', locale: 'en-GB' };
      const page = await open(hosted.pageUrl, { ...options, ...here });
      await showsColors(page, { 'us-west1': color });
      // How long updates took is another each time.
      await page.getByRole('combobox', { name: 'Kind of events' }).selectOption('people');
      await page.screenshot({ path: file, animations: 'disabled' });
    }
    const { size } = await stat(file);
    expect(size).toBeGreaterThan(0);
    expect(size).toBeLessThan(MOST_BYTES);
  });
});
