import { isCssColor, readableTextColor } from './color.ts';
import type { ColorAnswer } from './wire.ts';

export interface PageOptions {
  region: string;
  instance: string;
  /** What is served, or why nothing is. */
  content: ColorAnswer | { problem: string };
  /** Allows this page's own style and script under its content security policy. */
  nonce: string;
}

/** The region as a full page in its colour, made to be read from the back of a room. */
export function renderPage({ region, instance, content, nonce }: PageOptions): string {
  const isServing = 'color' in content;
  const background = isServing && isCssColor(content.color) ? content.color : 'black';
  const text = readableTextColor(background);
  const mark = isServing && content.mark !== undefined ? ` ${content.mark}` : '';
  const headline = isServing ? content.color + mark : 'no config yet';
  const facts: [string, string][] = isServing
    ? [
        ['config version', String(content.configVersion)],
        ['release', content.release ?? 'none (initial value)'],
        ['since', content.since],
        ...staleFact(content),
      ]
    : [['problem', content.problem]];
  const rows = [...facts, ['instance', instance] as const]
    .map(([name, value]) => `<dt>${name}</dt><dd>${escapeHtml(value)}</dd>`)
    .join('\n');

  // The colours travel as data attributes because the page's policy forbids style attributes.
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escapeHtml(region)}: ${escapeHtml(headline)}</title>
<style nonce="${escapeHtml(nonce)}">${STYLE}
body { background: ${background}; color: ${text}; }
</style>
</head>
<body data-background="${background}" data-text="${text}">
<main>
<h1>${escapeHtml(region)}</h1>
<p id="color">${escapeHtml(headline)}</p>
<dl>
${rows}
</dl>
<p id="contact" role="status" hidden>no answer from the region, still trying</p>
</main>
<script nonce="${escapeHtml(nonce)}">${SCRIPT}</script>
</body>
</html>
`;
}

function staleFact({ source }: ColorAnswer): [string, string][] {
  return source?.staleSince == null ? [] : [['source out of reach since', source.staleSince]];
}

const STYLE = `
html, body { height: 100%; margin: 0; }
body { display: grid; place-items: center; font-family: system-ui, sans-serif;
  transition: background 0.3s; }
main { padding: 4vmin; text-align: center; overflow-wrap: anywhere; }
h1 { margin: 0; font-size: clamp(2rem, 9vmin, 8rem); font-weight: 500; }
#color { margin: 0 0 4vmin; font-size: clamp(3rem, 18vmin, 16rem); font-weight: 800; line-height: 1.1; }
dl { display: grid; grid-template-columns: auto auto; gap: 1vmin 3vmin; justify-content: center;
  margin: 0; font-size: clamp(1rem, 3.4vmin, 3rem); text-align: start; }
dt { opacity: 0.8; text-align: end; }
dd { margin: 0; font-variant-numeric: tabular-nums; }
#contact { font-size: clamp(1rem, 3.4vmin, 3rem); font-weight: 700; }
`;

// A change is shown by fetching this page again, so that escaping and contrast stay in one place.
const SCRIPT = `
let shown = null;
const say = (isLost) => { document.getElementById('contact').hidden = !isLost; };
async function refresh() {
  try {
    const options = { cache: 'no-store', signal: AbortSignal.timeout(2000) };
    const answer = await (await fetch('color' + location.search, options)).text();
    if (answer !== shown) {
      const page = await (await fetch('.' + location.search, { ...options, headers: { accept: 'text/html' } })).text();
      const next = new DOMParser().parseFromString(page, 'text/html');
      document.title = next.title;
      document.querySelector('main').replaceWith(next.querySelector('main'));
      document.body.style.background = next.body.dataset.background;
      document.body.style.color = next.body.dataset.text;
      shown = answer;
    }
    say(false);
  } catch {
    say(true);
  }
  setTimeout(refresh, 1000);
}
setTimeout(refresh, 1000);
`;

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** The text, safe inside an HTML element or a quoted attribute; not inside script or style. */
export function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => ENTITIES[character] ?? '');
}
