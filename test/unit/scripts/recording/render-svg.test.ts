import { describe, expect, it } from 'vitest';
import { renderSvg } from '../../../../scripts/recording/render-svg.ts';

const LINES = ['$ <demo> & more', '  \u001b[32m✔\u001b[39m one', 'two'];
const svg = renderSvg(
  {
    title: 'a <demo>',
    width: 20,
    height: 2,
    written: LINES.map((line, index) => ({ at: index * 5, text: `${line}\r\n` })),
  },
  'What "happens" & why',
);
const MOTION = /@media \(prefers-reduced-motion:no-preference\)\{\n[^]*?\n\}/;

describe('renderSvg', () => {
  it('tells title and description to whoever does not see it', () => {
    expect(svg).toContain('role="img" aria-labelledby="title description"');
    expect(svg).toContain('<title id="title">a &lt;demo&gt;</title>');
    expect(svg).toContain('<desc id="description">What "happens" &amp; why</desc>');
  });

  it('places text by its column, as wide as in a terminal', () => {
    expect(svg).toContain('<text x="0" y="15" textLength="126">$ &lt;demo&gt; &amp; more</text>');
    expect(svg).toContain('<text x="16.8" y="35" textLength="8.4" class="green">✔</text>');
    expect(svg).toContain('<text x="33.6" y="35" textLength="25.2">one</text>');
  });

  it('uncovers a line at its time, and scrolls when the terminal is full', () => {
    expect(svg).toContain(
      '@keyframes cover{0%{transform:translateY(20px)}33.33%{transform:translateY(40px)}66.67%{transform:translateY(60px)}}',
    );
    expect(svg).toContain(
      '@keyframes scroll{0%{transform:translateY(0px)}66.67%{transform:translateY(-20px)}}',
    );
    expect(svg).toContain('.cover{animation:cover 15s step-end infinite}');
  });

  it('shows the end where no motion is wanted', () => {
    const still = svg.replace(MOTION, '');
    expect(still).not.toMatch(/animation|keyframes/);
    expect(still).toContain('.cover{transform:translateY(60px)}');
    expect(still).toContain('.scroll{transform:translateY(-20px)}');
  });

  it('runs nothing and loads nothing', () => {
    expect(svg).not.toMatch(/<script|\son\w+=|href|url\(|@import|@font-face/);
  });
});
