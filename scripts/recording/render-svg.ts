import type { Recording } from './asciicast.ts';
import { styledLines, type Span } from './styled-lines.ts';
import { svgStyle, type Moment } from './svg-style.ts';

/** In pixels of the picture. */
const CHAR = 8.4;
const LINE = 20;
const EDGE = 20;
const BAR = 36;
/** How long the end stays before it begins anew. */
const END_SECONDS = 5;

/** A line of the terminal, and when it is there. */
interface Shown {
  at: number;
  spans: Span[];
}

/**
 * The recording as one SVG that moves by CSS alone: the text lies there once, a cover uncovers it, and it scrolls in steps. It
 * follows the reader's dark or light, and shows the end to whoever wants no motion.
 * @param description read out instead of the picture.
 * @throws Error for what no terminal of ours shows, see `styledLines`.
 */
export function renderSvg(recording: Recording, description: string): string {
  const lines = recording.written.flatMap(({ at, text }) =>
    styledLines(text.replace(/\r\n$/, ''), recording.width).map((spans) => ({ at, spans })),
  );
  const width = Math.ceil(recording.width * CHAR);
  const height = recording.height * LINE;
  const all = lines.length * LINE;
  const [wide, high] = [width + 2 * EDGE, height + BAR + EDGE];
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${wide} ${high}" role="img" aria-labelledby="title description">
<title id="title">${escape(recording.title)}</title>
<desc id="description">${escape(description)}</desc>
<style>
${svgStyle(momentsOf(lines, height), (lines.at(-1)?.at ?? 0) + END_SECONDS)}
</style>
<rect class="window" width="${wide}" height="${high}" rx="10"/>
<circle cx="24" cy="19" r="6"/><circle cx="44" cy="19" r="6"/><circle cx="64" cy="19" r="6"/>
<svg x="${EDGE}" y="${BAR}" width="${width}" height="${height}" aria-hidden="true">
<g class="scroll">
${lines.flatMap(({ spans }, row) => spans.map((span) => textOf(span, row))).join('\n')}
<rect class="window cover" width="${width}" height="${all + height}"/>
</g>
</svg>
</svg>
`;
}

/** What is to be seen after each line that comes: the last is the end. */
function momentsOf(lines: readonly Shown[], height: number): Moment[] {
  return lines.map(({ at }, index) => {
    const uncovered = (index + 1) * LINE;
    return { at, uncovered, scrolled: Math.max(0, uncovered - height) };
  });
}

/** As wide as its characters in a terminal, whatever font there is. */
function textOf({ column, text, isBold, isDim, color }: Span, row: number): string {
  const indent = text.length - text.trimStart().length;
  const shown = text.trim();
  const names = [isBold && 'bold', isDim && 'dim', color].filter(
    (name) => typeof name === 'string',
  );
  const style = names.length === 0 ? '' : ` class="${names.join(' ')}"`;
  const x = round((column + indent) * CHAR);
  const y = row * LINE + 15;
  return `<text x="${x}" y="${y}" textLength="${round(shown.length * CHAR)}"${style}>${escape(shown)}</text>`;
}

function round(pixels: number): number {
  return Math.round(pixels * 10) / 10;
}

function escape(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
