import { describe, expect, it } from 'vitest';
import { startHarness } from '../../scripts/testing/index.ts';
import type { WorkshopView } from '../../scripts/teaching/workshop/workshop-view.ts';
import { eventually } from '../support/eventually.ts';
import { get } from '../support/raw-request.ts';
import { tempFolder } from '../support/temp-folder.ts';
import { attend, openWorkshop, type TestWorkshop } from '../support/workshop.ts';

const BODY = {
  token: 'a'.repeat(43),
  name: 'Mallory',
  progress: {
    lab: '01-first-purple-region',
    goals: { done: 0, of: 1 },
    next: null,
    regions: [],
    release: null,
    stillForMs: 0,
  },
};

function report(
  { join }: TestWorkshop,
  { code = join.code, body = { ...BODY }, headers = {} } = {},
) {
  return fetch(`${join.url}/api/progress`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      authorization: `Bearer ${code}`,
      ...headers,
    },
    body: JSON.stringify(body),
  });
}

/** Waits until the board shows this, one line an attendee. */
async function shows({ view }: TestWorkshop, lines: readonly string[]) {
  const text = ({ attendee, goals, regions, release }: WorkshopView['attendees'][number]) =>
    `${attendee}: ${goals.done} of ${goals.of}, ${regions.map(({ color }) => color).join(' ')}, ${release ?? 'no release'}`;
  const seen = () => view().attendees.map(text).sort();
  await eventually(lines.join('; '), () =>
    seen().join('\n') === lines.join('\n') ? true : undefined,
  ).catch(() => expect(seen()).toEqual(lines));
}

describe('a workshop', () => {
  it('shows how two attendees get on, and again after the presenter was away', async () => {
    await using folder = await tempFolder();
    await using ada = await startHarness({ speed: 'real' });
    await using bob = await startHarness({ speed: 'real' });
    const first = await openWorkshop({ folder: folder.path });
    const { url, code } = first.join;
    await using reportOfAda = attend(ada, { url, code, name: 'Ada' });
    await using reportOfBob = attend(bob, { url, code: code.toUpperCase(), name: 'Bob' });
    await shows(first, [
      'Ada: 0 of 1, blue blue, no release',
      'Bob: 0 of 1, blue blue, no release',
    ]);
    await ada.given.everywhere('purple');
    await shows(first, [
      'Ada: 1 of 1, purple purple, COMPLETED',
      'Bob: 0 of 1, blue blue, no release',
    ]);
    expect(first.faults).toEqual([]);
    await first[Symbol.asyncDispose]();

    await bob.when.changes({ color: 'purple' });
    await eventually('the attendees say that the presenter is away', () =>
      reportOfAda.news.length === 1 && reportOfBob.news.length === 1 ? true : undefined,
    );
    // The same code, and nobody has to join again.
    await using again = await openWorkshop({
      folder: folder.path,
      port: Number(new URL(url).port),
    });
    expect(again.join).toEqual(first.join);
    await shows(again, [
      'Ada: 1 of 1, purple purple, COMPLETED',
      'Bob: 0 of 1, blue blue, WAITING_FOR_REVIEW',
    ]);
  });

  it('refuses a wrong code, reports why to the attendee once, and stops anyone who tries many codes', async () => {
    await using workshop = await openWorkshop();
    await using harness = await startHarness();
    await using wrong = attend(harness, { ...workshop.join, code: 'aaaa-bbbb-cccc', name: 'Eve' });
    await eventually('why it is refused', () => wrong.news[0]);
    expect(wrong.news).toEqual([expect.stringContaining('refuses reports')]);
    for (let n = 0; n < 19; n++)
      expect((await report(workshop, { code: `aaaa-bbbb-${n}` })).status).toBe(401);
    const late = await report(workshop, { code: 'aaaa-bbbb-cccc' });
    expect([late.status, late.headers.get('retry-after')]).toEqual([429, expect.any(String)]);
    expect(workshop.view().attendees).toEqual([]);
  });

  it('takes only reports, small ones, of its own address', async () => {
    await using workshop = await openWorkshop();
    const { join } = workshop;
    expect((await report(workshop)).status).toBe(200);
    expect((await report(workshop, { body: { ...BODY, name: '' } })).status).toBe(400);
    expect((await report(workshop, { body: { ...BODY, name: 'x'.repeat(20_000) } })).status).toBe(
      413,
    );
    expect((await report(workshop, { headers: { origin: 'https://evil.example' } })).status).toBe(
      403,
    );
    const foreign = await get(join.url, { host: 'evil.example' });
    expect([foreign.status, foreign.body.toString()]).toEqual([
      403,
      expect.stringContaining('HOST_REFUSED'),
    ]);
    const joining = await fetch(`${join.url}/?code=${join.code}`);
    expect(await joining.text()).toContain(`--report ${join.url} --code ${join.code} --name`);
    // Nothing of the presenter's is there.
    for (const path of ['/api/workshop', '/api/state', '/api/run', '/page/session'])
      expect((await fetch(`${join.url}${path}`)).status, path).toBe(404);
    expect(workshop.view().attendees.map(({ attendee }) => attendee)).toEqual(['Mallory']);
  });

  it("lets the presenter's session steer, and nobody else, the code neither", async () => {
    await using workshop = await openWorkshop();
    const { origin } = new URL(workshop.pageUrl);
    const opened = await fetch(workshop.pageUrl, { redirect: 'manual' });
    const cookie = opened.headers.get('set-cookie')?.split(';')[0] ?? '';
    const post = (path: string, headers: Record<string, string>, body: object) =>
      fetch(`${origin}${path}`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...headers },
        body: JSON.stringify(body),
      });
    const show = (headers: Record<string, string>) => post('/api/slide', headers, { slide: 2 });
    expect((await show({ authorization: `Bearer ${workshop.join.code}` })).status).toBe(401);
    expect((await show({ cookie, 'sec-fetch-site': 'same-site' })).status).toBe(403);
    expect((await fetch(`${origin}/api/workshop`)).status).toBe(401);
    expect(workshop.view().slide).toBe(0);
    expect((await show({ cookie, 'sec-fetch-site': 'same-origin' })).status).toBe(200);
    expect(workshop.view().slide).toBe(2);

    // A command of the slide, and none that a request brings.
    await workshop.presentation.begin('01-first-purple-region');
    workshop.presentation.show(1);
    const code = { authorization: `Bearer ${workshop.join.code}` };
    expect((await post('/api/run', code, {})).status).toBe(401);
    expect((await post('/api/run', { cookie, 'sec-fetch-site': 'same-site' }, {})).status).toBe(
      403,
    );
    const own = { cookie, 'sec-fetch-site': 'same-origin' };
    expect((await post('/api/run', own, { command: 'id' })).status).toBe(400);
    expect(workshop.typed).toEqual([]);
    expect((await post('/api/run', own, {})).status).toBe(202);
    await eventually('the command has run', () => (workshop.typed.length > 0 ? true : undefined));
    expect(workshop.typed).toEqual(['npx colorteller status']);
  });
});
