/** How long a line stays. */
const SHOWN_MS = 7_000;

let region: HTMLElement | undefined;

/** Tells what was done, to be seen for a while and to be read aloud. */
export function announce(text: string, tone: 'done' | 'failed' = 'done'): void {
  region ??= makeRegion();
  const line = document.createElement('p');
  line.className = `toast tone-${tone}`;
  line.textContent = `${tone === 'done' ? '✔' : '✖'} ${text}`;
  // Of what came just before one line is enough.
  while (region.childElementCount > 1) region.firstElementChild?.remove();
  region.append(line);
  setTimeout(() => line.remove(), SHOWN_MS);
}

function makeRegion(): HTMLElement {
  const made = document.createElement('div');
  made.className = 'toasts';
  made.setAttribute('role', 'status');
  made.setAttribute('aria-live', 'polite');
  document.body.append(made);
  return made;
}
