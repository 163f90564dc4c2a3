import { readFileSync } from 'node:fs';
import { request } from 'node:https';
import path from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { packageRoot } from '../../orchestrator/common/package-root.ts';
import {
  CONTROL_KEY,
  serveControlPlane,
  type ServedControlPlane,
} from '../support/served-control-plane.ts';
import { walkthrough } from '../support/walkthrough.ts';

const KEY = 'session-of-the-run-1234567890';
const OLD_KEY = 'session-of-another-program-12';
const codes = new Set<string>();
const sessions = {
  key: KEY,
  isKey: (text: string) => text === KEY,
  redeem: (code: string) => codes.delete(code),
};
const PAGE = { accept: 'text/html,application/xhtml+xml,*/*;q=0.8' };
const COOKIE = { cookie: `other=1; colorteller-session=${KEY}` };
const HOLD = {
  type: 'hold-placed',
  scope: { kind: 'everything' },
  actor: 'ann',
  reason: null,
} as const;

let plane: ServedControlPlane;
afterEach(() => plane.close());

const serve = async (more: { isReadGuarded?: boolean; framedBy?: string[] } = {}) =>
  (plane = await serveControlPlane(walkthrough(), { isAdopted: true, sessions, ...more }));

const get = (at: string, headers: Record<string, string> = {}) =>
  fetch(`${plane.url}${at}`, { headers, redirect: 'manual' });

const post = (headers: Record<string, string>) =>
  fetch(`${plane.url}/api/holds`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(HOLD),
  });

describe('the page at /', () => {
  it("is framed by the presenter's page where that is named, and by no other", async () => {
    await serve({ framedBy: ['http://127.0.0.1:4480'] });
    const policy = (await get('/', PAGE)).headers.get('content-security-policy');
    expect(policy).toContain('frame-ancestors http://127.0.0.1:4480');
    expect(policy).not.toContain('frame-src');
  });

  it('is for browsers, and runs and loads only what comes from here', async () => {
    await serve();
    const page = await get('/', PAGE);
    expect(page.headers.get('content-type')).toContain('text/html');
    expect(page.headers.get('cache-control')).toBe('no-store');
    expect(page.headers.get('referrer-policy')).toBe('no-referrer');
    expect(page.headers.get('content-security-policy')?.split(';').sort()).toEqual([
      "base-uri 'none'",
      "connect-src 'self'",
      "default-src 'none'",
      "form-action 'none'",
      "frame-ancestors 'none'",
      "img-src 'self' data:",
      "script-src 'self'",
      "style-src 'self'",
    ]);
    const text = await page.text();
    // Nothing in it that the policy would refuse, and nothing from elsewhere.
    expect(text).not.toMatch(/<script>|<style|style="|\son\w+="|(src|href)="(https?:)?\/\//);
    const linked = [...text.matchAll(/(?:src|href)="(\/page\/[^"]+)"/g)].map(([, at]) => at ?? '');
    expect(linked.map((at) => at.replace(/-\w+\./, '.')).sort()).toEqual([
      '/page/app.css',
      '/page/app.js',
      '/page/theme.js',
    ]);
    for (const at of linked) {
      const file = await get(at);
      expect([file.status, file.headers.get('cache-control')]).toEqual([
        200,
        'public, max-age=31536000, immutable',
      ]);
      expect(file.headers.get('content-type')).toMatch(at.endsWith('.css') ? 'css' : 'javascript');
    }
  });

  it('points clients that want data to the state', async () => {
    await serve();
    for (const accept of ['application/json', '*/*']) {
      const answer = await get('/', { accept });
      expect([answer.status, answer.headers.get('location')]).toEqual([302, '/api/state']);
    }
  });

  it.each([
    '/page/index.html',
    '/page/..%2f..%2fpackage.json',
    '/page/%2e%2e/app.js',
    '/page/app.js',
  ])('serves no other file: %s', async (at) => {
    await serve();
    expect((await get(at, PAGE)).status).toBe(404);
  });
});

describe('a session', () => {
  it('begins with the printed address, and leaves no key in it', async () => {
    await serve();
    const answer = await get(`/?session=${KEY}`, { cookie: `colorteller-session=${OLD_KEY}` });
    expect([answer.status, answer.headers.get('location')]).toEqual([303, '/']);
    expect(answer.headers.get('cache-control')).toBe('no-store');
    const [pair, ...attributes] = (answer.headers.get('set-cookie') ?? '').split('; ');
    // The cookie of another orchestrator on this host goes on opening that one.
    expect(pair).toBe(`colorteller-session=${KEY}.${OLD_KEY}`);
    expect(attributes).toEqual(expect.arrayContaining(['Path=/', 'HttpOnly', 'SameSite=Strict']));
    expect(attributes).not.toContain('Secure');
    expect(await (await get('/page/session', { cookie: pair ?? '' })).json()).toEqual({
      canAct: true,
      canRead: true,
    });
  });

  it('begins once with a code; the browser that used it is led to the page again', async () => {
    await serve();
    codes.add('abcd-efgh');
    await fetch(`${plane.url}/p/abcd-efgh`, { method: 'HEAD', redirect: 'manual' });
    const first = await get('/p/abcd-efgh');
    expect([first.status, first.headers.get('location')]).toEqual([303, '/']);
    const [pair = ''] = (first.headers.get('set-cookie') ?? '').split('; ');
    expect(pair).toBe(`colorteller-session=${KEY}`);
    const again = await get('/p/abcd-efgh');
    const asBefore = await get('/p/abcd-efgh', { cookie: pair });
    expect([again, asBefore].map(({ headers }) => headers.get('location'))).toEqual([
      '/#unknown-session',
      '/',
    ]);
    expect(again.headers.get('set-cookie')).toBeNull();
  });

  it('is begun by no code that was guessed', async () => {
    await serve();
    const answers: number[] = [];
    for (let guess = 0; guess < 61; guess++) answers.push((await get(`/p/guess-${guess}`)).status);
    expect([answers[0], answers.at(-1)]).toEqual([303, 429]);
  });

  it('has a cookie that goes by TLS only where the page came by TLS', async () => {
    const read = (name: string) =>
      readFileSync(path.join(packageRoot, 'test/support/tls', name), 'utf8');
    const tls = { cert: read('cert.pem'), key: read('key.pem') };
    plane = await serveControlPlane(walkthrough(), { isAdopted: true, sessions, tls });
    const cookie = await new Promise<string>((resolve, reject) => {
      request(`${plane.url}/?session=${KEY}`, { rejectUnauthorized: false }, (response) => {
        response.resume();
        resolve(String(response.headers['set-cookie']));
      })
        .on('error', reject)
        .end();
    });
    expect(cookie).toContain('; Secure');
  });

  it('does not begin with a wrong key, which is not tried for ever', async () => {
    await serve();
    const answer = await get('/?session=nope');
    expect([answer.status, answer.headers.get('location')]).toEqual([303, '/#unknown-session']);
    expect(answer.headers.get('set-cookie')).toBeNull();
    for (let tries = 1; tries < 60; tries++) await get(`/?session=nope-${tries}`);
    const limited = await get(`/?session=${KEY}`);
    expect([limited.status, limited.headers.get('retry-after')]).toEqual([429, '60']);
  });

  it.each<[string, Record<string, string>, number]>([
    ['the control key', { authorization: `Bearer ${CONTROL_KEY}` }, 200],
    ['a session of the page itself', { ...COOKIE, 'sec-fetch-site': 'same-origin' }, 200],
    ['a session and the own origin', { ...COOKIE, origin: 'OWN' }, 200],
    ['a session that says nothing of where it is used', COOKIE, 403],
    ['a session of another port of this host', { ...COOKIE, 'sec-fetch-site': 'same-site' }, 403],
    [
      'a session of another site that claims our origin',
      { ...COOKIE, 'sec-fetch-site': 'cross-site', origin: 'OWN' },
      403,
    ],
    ['a session and a foreign origin', { ...COOKIE, origin: 'http://127.0.0.1:1' }, 403],
    [
      'another session',
      { cookie: `colorteller-session=${OLD_KEY}`, 'sec-fetch-site': 'same-origin' },
      401,
    ],
    ['nothing', {}, 401],
  ])('changes something by %s: %#', async (_, headers, status) => {
    await serve();
    const own = Object.fromEntries(
      Object.entries(headers).map(([name, value]) => [name, value.replace('OWN', plane.url)]),
    );
    expect((await post(own)).status).toBe(status);
    expect(plane.interpreter.state().holds).toHaveLength(status === 200 ? 1 : 0);
  });

  it('opens reading, too, where others can reach it', async () => {
    await serve({ isReadGuarded: true });
    const session = await (await get('/page/session')).json();
    expect(session).toEqual({ canAct: false, canRead: false });
    const statuses = [{}, COOKIE, { cookie: `colorteller-session=${OLD_KEY}` }].map(
      async (headers: Record<string, string>) => (await get('/api/state', headers)).status,
    );
    expect(await Promise.all(statuses)).toEqual([401, 200, 401]);
  });
});
