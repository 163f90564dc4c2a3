/** How long a message is shown. */
const SHOWN_MS = 7_000;

let region: HTMLElement | undefined;

/** Shows a message for a while; screen readers read it aloud. */
export function announce(text: string, tone: 'done' | 'failed' = 'done'): void {
  region ??= makeRegion();
  const line = document.createElement('p');
  line.className = `toast tone-${tone}`;
  line.textContent = `${tone === 'done' ? '✔' : '✖'} ${text}`;
  // Keeps one earlier message.
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
