import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { renderPage, escapeHtml } from '../../../../services/colorteller/page.ts';

const answer = {
  region: 'us-west1',
  color: 'purple',
  release: 'r-7',
  configVersion: 3,
  since: '2026-01-01T00:00:00.000Z',
  instance: 'i-1',
};
const page = (change: Partial<typeof answer> = {}) => {
  const content = { ...answer, ...change };
  return renderPage({ ...content, content, nonce: 'bm9uY2U=' });
};
const tagsOf = (html: string) => html.match(/<\/?[a-z!][^>]*>/gi) ?? [];

describe('renderPage', () => {
  it('shows every fact in the colour, with readable text', () => {
    const html = page();
    for (const fact of Object.values(answer)) expect(html).toContain(`>${fact}<`);
    expect(html).toContain('body { background: purple; color: white; }');
    expect(html).toContain('<body data-background="purple" data-text="white">');
  });

  it('has no other style or script than the ones with the nonce', () => {
    const tags = tagsOf(page()).filter((tag) => /^<(style|script|link|img)|\sstyle=/.test(tag));
    expect(tags).toEqual(['<style nonce="bm9uY2U=">', '<script nonce="bm9uY2U=">']);
  });

  it.each(['region', 'release', 'since', 'instance', 'color'])('escapes a hostile %s', (field) => {
    const html = page({ [field]: `"><script>alert('1')</script>&` });
    expect(html).toContain('&quot;&gt;&lt;script&gt;alert(&#39;1&#39;)&lt;/script&gt;&amp;');
    expect(html).not.toContain('<script>');
  });

  it('adds no tag for any text', () => {
    const expected = tagsOf(page());
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.string(), (region, release) => {
        expect(tagsOf(page({ region, release }))).toEqual(expected);
      }),
    );
  });

  it('paints nothing that is no colour', () => {
    expect(page({ color: 'red; } body { display: none' })).toContain('body { background: black;');
  });

  it('shows the problem, escaped, before the first good config', () => {
    const html = renderPage({
      region: 'us-west1',
      instance: 'i-1',
      content: { problem: 'color "<i>"' },
      nonce: 'n',
    });
    expect(html).toContain('<dd>color &quot;&lt;i&gt;&quot;</dd>');
    expect(html).toContain('no config yet');
  });
});

describe('escapeHtml', () => {
  it('can be undone, so nothing is lost', () => {
    const entities: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"', '#39': "'" };
    fc.assert(
      fc.property(fc.string(), (text) => {
        const back = escapeHtml(text).replace(/&(.+?);/g, (_all, name: string) => entities[name]!);
        expect(back).toBe(text);
      }),
    );
  });
});
