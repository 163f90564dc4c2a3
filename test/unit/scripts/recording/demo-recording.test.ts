import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { packageRoot } from '../../../../infra/toolchain/package-root.ts';
import { walkthroughSteps } from '../../../../scripts/demo/steps.ts';
import { parseAsciicast, toAsciicast } from '../../../../scripts/recording/asciicast.ts';
import { describeDemo, RECORDED_DEMO } from '../../../../scripts/recording/demo-recording.ts';
import { pace } from '../../../../scripts/recording/pace.ts';
import { renderSvg } from '../../../../scripts/recording/render-svg.ts';

const MOST_BYTES = 150_000;

const image = (name: string) => readFile(path.join(packageRoot, 'docs/images', name), 'utf8');

/** They are made anew by `npm run docs:recording`. */
describe('the recording of the demo', () => {
  it('shows the steps as they are now, each seen', async () => {
    const file = await image('demo.cast');
    const { written, ...shown } = parseAsciicast(file);
    expect(shown).toEqual(RECORDED_DEMO);
    expect(toAsciicast({ ...shown, written })).toBe(file);
    const text = written.map(({ text }) => text.replace(/\u001b\[\d+m/g, '')).join('');
    const told = [...text.matchAll(/^Step \d of 7 {2}(.*?)\r\n(?:.*\r\n)*? {3}✔ seen\r\n/gm)];
    expect(told.map(([, story]) => story)).toEqual(walkthroughSteps().map(({ story }) => story));
  });

  it('is the picture of the README, small enough for it', async () => {
    const svg = await image('demo.svg');
    expect(svg).toBe(renderSvg(pace(parseAsciicast(await image('demo.cast'))), describeDemo()));
    expect(Buffer.byteLength(svg)).toBeLessThan(MOST_BYTES);
  });
});
