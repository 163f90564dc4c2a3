import { expect } from 'vitest';
import { startAnsweringPage } from '../support/answering-page.ts';
import { BY_ALICE } from '../support/actors.ts';
import type { PhaseOfPage } from '../support/browser-workspace.ts';
import { it } from '../support/browser.ts';

const COUNTS = [1, 2, 4, 5, 12, 13, 24, 40, 60, 61, 200, 500];
const SIZES = [
  { width: 390, height: 844 },
  { width: 1280, height: 720 },
  { width: 1920, height: 1080 },
];

/** The longest names that clouds have come with every count but one. */
const PLACES = ['southamerica-east1', 'northamerica-northeast2', 'us-west1', 'europe-west1'];

/** A canary, a tenth, a third, and the rest. */
function phasesOf(count: number): PhaseOfPage[] {
  const names = Array.from(
    { length: count },
    (_, n) => `${PLACES[n % PLACES.length]}${n < PLACES.length ? '' : `-${n}`}`,
  );
  const ends = [1, 1 + Math.ceil(count / 10), 1 + Math.ceil(count / 2), count];
  return ['canary', 'early', 'half', 'everyone']
    .map((name, n) => ({ name, regions: names.slice(ends[n - 1] ?? 0, ends[n]), timeInterval: 0 }))
    .filter(({ regions }) => regions.length > 0);
}

/** The second phase is half way. */
const BANDS_OF_24 = ['1 of 1', '2 of 3', '0 of 9', '0 of 11'];

/** Runs in the page: what of the shown regions cannot be read, in words, in both themes. */
const PROBLEMS = `['light', 'dark'].flatMap((theme) => {
  document.documentElement.dataset.theme = theme;
  const problems = [];
  const box = (element) => element.getBoundingClientRect();
  const LEAST = { card: 72, tile: 44, row: 44 };
  const isWithin = (inner, outer) =>
    inner.left >= outer.left - 1 && inner.right <= outer.right + 1 &&
    inner.top >= outer.top - 1 && inner.bottom <= outer.bottom + 1;
  const overlap = (one, other) =>
    one.left < other.right - 1 && other.left < one.right - 1 &&
    one.top < other.bottom - 1 && other.top < one.bottom - 1;
  const regions = [...document.querySelectorAll('[data-region]')];
  if (regions.length === 0) problems.push('no region');
  for (const region of regions) {
    const name = region.dataset.region;
    const size = /region--(\\w+)/.exec(region.className)[1];
    const whole = box(region);
    if (whole.height < LEAST[size]) problems.push(name + ' is ' + whole.height + ' high');
    const find = (part) => box(region.querySelector(part));
    for (const part of ['.tile__name', '.tile__color', '.tile__mark']) {
      if (!isWithin(find(part), find('.tile'))) problems.push(name + ': ' + part + ' is cut');
    }
    const text = region.querySelector('.tile__name');
    if (text.scrollWidth > text.clientWidth + 1) problems.push(name + ' is wider than its place');
    if (overlap(find('.tile__mark'), find('.tile__words'))) problems.push(name + ' is under its mark');
    if (parseFloat(getComputedStyle(text).fontSize) < 11) problems.push(name + ' is small');
  }
  regions.forEach((one, n) => {
    if (n > 0 && overlap(box(one), box(regions[n - 1]))) problems.push(n + ' overlaps');
  });
  if (box(document.querySelector('.regions')).height < 180) problems.push('the regions collapse');
  const actions = [...document.querySelectorAll('.strip > .actions > *')];
  if (innerWidth >= 1280 && new Set(actions.map((one) => box(one).top)).size > 1)
    problems.push('the actions are not in one row');
  const { scrollWidth, clientWidth } = document.documentElement;
  if (scrollWidth > clientWidth) problems.push('the page is wider than the screen');
  return problems.slice(0, 5).map((problem) => theme + ': ' + problem);
})`;

it('regions are readable at every count and width, light and dark, in the middle of a release', async ({
  open,
  keep,
}) => {
  const found: Record<string, string[]> = {};
  const page = await open('about:blank', { tolerates: /404|asked/, reducedMotion: 'reduce' });
  for (const count of COUNTS) {
    const phases = phasesOf(count);
    const { client, pageUrl, settle } = keep(await startAnsweringPage(phases));
    await client.changeConfig('colorteller', { set: { color: 'purple' }, ...BY_ALICE });
    for (const { name, regions } of phases.slice(0, 2)) {
      await client.act('rel-1', 'approve', { phase: name, ...BY_ALICE });
      await settle(regions.slice(0, Math.ceil(regions.length / 2)));
    }
    await page.goto(pageUrl, { waitUntil: 'commit' });
    await page.locator('[data-region]').first().waitFor();
    for (const size of SIZES) {
      await page.setViewportSize(size);
      const problems = await page.evaluate<string[]>(PROBLEMS);
      if (count === 24)
        expect(await page.locator('.band__count').allInnerTexts()).toEqual(BANDS_OF_24);
      if (problems.length > 0) found[`${count} at ${size.width}`] = problems;
    }
  }
  expect(found).toEqual({});
});
