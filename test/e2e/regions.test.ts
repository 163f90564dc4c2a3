import { expect } from 'vitest';
import { startAnsweringPage } from '../support/answering-page.ts';
import { accessibilityProblems } from '../support/browser-axe.ts';
import { BY_ALICE } from '../support/actors.ts';
import { workspaceFile, type PhaseOfPage } from '../support/browser-workspace.ts';
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
    if (region.matches('.region--cells')) {
      const shown = [...region.querySelectorAll('*')].filter(
        (part) => part.childElementCount === 0 && !part.matches('.hidden') && box(part).width > 0,
      );
      const words = (part) => name + ': "' + (part.textContent || part.className) + '"';
      shown.forEach((one, n) => {
        if (!isWithin(box(one), whole)) problems.push(words(one) + ' is cut');
        if (one.scrollWidth > one.clientWidth + 1) problems.push(words(one) + ' is wider than its place');
        const under = shown.slice(n + 1).find((other) => overlap(box(one), box(other)));
        if (under) problems.push(words(one) + ' is over ' + words(under));
      });
      continue;
    }
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

/** A list of them shows them as rows. */
const COUNTS_WITH_CELLS = [2, 7, 61];
const CELLED = 'northamerica-northeast2';
const SERVED = 'blue 70 %, no answer 20 %, purple 10 %';
const CELLS_IN_WORDS = /step-10\s+10 %\s+v2.*step-30\s+20 %\s+no answer.*step-100\s+70 %\s+v1/s;

/** Runs in the page: how much of the bar of a region each cell has, in percent. */
const BAR = `(() => {
  const parts = [...document.querySelectorAll('[data-region="${CELLED}"] .cells__part')];
  const widths = parts.map((part) => part.getBoundingClientRect().width);
  const whole = widths.reduce((sum, width) => sum + width, 0);
  return widths.map((width) => Math.round((width / whole) * 100));
})()`;

it('a region with cells is one readable tile, whose parts are as wide as their shares', async ({
  open,
  keep,
}) => {
  const found: Record<string, string[]> = {};
  const page = await open('about:blank', { tolerates: /404|asked/, reducedMotion: 'reduce' });
  for (const count of COUNTS_WITH_CELLS) {
    const { client, pageUrl, settle, served } = keep(await startWithCells(count));
    await client.changeConfig('colorteller', { set: { color: 'purple' }, ...BY_ALICE });
    await settle();
    const silent = { region: `${CELLED}/step-30`, answer: null, problem: 'it does not answer' };
    await served.interpreter.submit({ type: 'region-observed', ...silent });
    await page.goto(pageUrl, { waitUntil: 'commit' });
    const tile = page.getByRole('article', { name: `${CELLED}: ${SERVED}`, exact: true });
    await tile.waitFor();
    for (const size of SIZES) {
      await page.setViewportSize(size);
      const problems = await page.evaluate<string[]>(PROBLEMS);
      if (problems.length > 0) found[`${count} at ${size.width}`] = problems;
      expect(await tile.locator('.tile__name').innerText()).toBe(CELLED);
      expect(await page.evaluate(BAR)).toEqual([10, 20, 70]);
    }
    expect(await page.locator('.lane-axis').count()).toBe(0);
    if (count > 2) continue;
    const cells = tile.getByRole('list', { name: `Cells of ${CELLED}` });
    expect(await cells.innerText()).toMatch(CELLS_IN_WORDS);
    expect(await accessibilityProblems(page)).toEqual([]);
  }
  expect(found).toEqual({});
});

/** Regions of three cells each; a release is at the first step of the first one. */
function startWithCells(count: number) {
  const others = Array.from({ length: count - 1 }, (_, n) => `southamerica-east1-${n}`);
  const phases: PhaseOfPage[] = [
    { name: 'first', regions: [CELLED], requiredReview: false, timeInterval: '15m' },
    { name: 'others', regions: others },
  ];
  const { pipelines } = workspaceFile(phases, []);
  const steps = [10, 30, 100];
  return startAnsweringPage(phases, { pipelines: pipelines.map((one) => ({ ...one, steps })) });
}
