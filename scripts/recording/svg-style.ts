/** What of the text is to be seen from a time on, in pixels. */
export interface Moment {
  /** In seconds. */
  at: number;
  uncovered: number;
  scrolled: number;
}

/** Colours of text on the window, each of a contrast of at least 4.5 : 1; text of any other looks plain. */
const DARK = {
  window: '#0d1117',
  text: '#e6edf3',
  red: '#ff7b72',
  green: '#3fb950',
  yellow: '#d29922',
  blue: '#58a6ff',
  magenta: '#d2a8ff',
  cyan: '#39c5cf',
};
const LIGHT: typeof DARK = {
  window: '#f6f8fa',
  text: '#1f2328',
  red: '#cf222e',
  green: '#116329',
  yellow: '#7d4e00',
  blue: '#0550ae',
  magenta: '#8250df',
  cyan: '#1b7c83',
};

/** The style sheet of a recording; without motion, it shows the last of the moments. */
export function svgStyle(moments: readonly Moment[], seconds: number): string {
  const end = moments.at(-1) ?? { uncovered: 0, scrolled: 0 };
  return `text{font:14px ui-monospace,SFMono-Regular,Menlo,Consolas,"DejaVu Sans Mono",monospace;white-space:pre}
circle{fill:#8b949e;opacity:.5}
.bold{font-weight:700}
.dim{opacity:.75}
${colorsOf(DARK)}
@media (prefers-color-scheme:light){
${colorsOf(LIGHT)}
}
.cover{transform:translateY(${end.uncovered}px)}
.scroll{transform:translateY(${-end.scrolled}px)}
@media (prefers-reduced-motion:no-preference){
.cover{animation:cover ${seconds}s step-end infinite}
.scroll{animation:scroll ${seconds}s step-end infinite}
${keyframes('cover', moments, seconds, ({ uncovered }) => uncovered)}
${keyframes('scroll', moments, seconds, ({ scrolled }) => -scrolled)}
}`;
}

function colorsOf({ window, text, ...colors }: typeof DARK): string {
  const named = Object.entries(colors).map(([name, color]) => `.${name}{fill:${color}}`);
  return [`.window{fill:${window}}`, `text{fill:${text}}`, ...named].join('\n');
}

/** A frame for each moment that changes something; of those at one time, the last. */
function keyframes(
  name: string,
  moments: readonly Moment[],
  seconds: number,
  downOf: (moment: Moment) => number,
): string {
  const downs = new Map(moments.map((moment) => [percentOf(moment.at, seconds), downOf(moment)]));
  const changes = [...downs].filter(([, down], index, all) => down !== all[index - 1]?.[1]);
  const frames = changes.map(([percent, down]) => `${percent}%{transform:translateY(${down}px)}`);
  return `@keyframes ${name}{${frames.join('')}}`;
}

function percentOf(at: number, seconds: number): number {
  return Math.round((at / seconds) * 10_000) / 100;
}
