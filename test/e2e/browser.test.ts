import type { Browser } from 'playwright-core';
import { describe, expect } from 'vitest';
import { accessibilityProblems } from '../support/browser-axe.ts';
import { it } from '../support/browser.ts';
import { watchPage } from '../support/browser-watch.ts';
import { eventually } from '../support/eventually.ts';

const ORIGIN = 'http://127.0.0.1:9';
const STRICT = { 'content-security-policy': "default-src 'self'" };

/** A page of a server that has nothing else. */
async function page(browser: Browser, body: string) {
  const page = await browser.newPage();
  const html = `<!doctype html><html lang="en"><title>page</title>${body}</html>`;
  await page.route('**/*', (route) =>
    new URL(route.request().url()).pathname === '/'
      ? route.fulfill({ contentType: 'text/html', headers: STRICT, body: html })
      : route.fulfill({ status: 404 }),
  );
  return page;
}

describe('the watch over a page', () => {
  it.for([
    ['breaks its policy', '<p style="color: red">', 'Content Security Policy'],
    ['asks another server', '<img src="http://other.test/x.png">', 'asked http://other.test/x.png'],
    ['lacks a file', '<link rel=stylesheet href=/gone.css>', '404'],
  ] as const)('reports a page that %s', async ([, body, problem], { browser }) => {
    await using watched = await page(browser, body);
    const watch = watchPage(watched, ORIGIN);
    await watched.goto(ORIGIN);
    await eventually(
      problem,
      () => watch.problems().some((one) => one.includes(problem)) || undefined,
    );
  });

  it('does not report what the test tolerates', async ({ browser }) => {
    await using watched = await page(browser, '<img src=/gone.png>');
    const watch = watchPage(watched, ORIGIN, { tolerates: /404/ });
    await watched.goto(ORIGIN);
    expect(watch.problems()).toEqual([]);
  });
});

it('finds accessibility problems under a strict content policy', async ({ browser }) => {
  await using nameless = await page(browser, '<button></button>');
  await nameless.goto(ORIGIN);
  expect(await accessibilityProblems(nameless)).toEqual([
    expect.stringContaining('button-name button: '),
  ]);
});
