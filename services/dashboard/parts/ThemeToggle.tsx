import { computed, effect, signal } from '@preact/signals';
import { readStored, writeStored } from '../store/browser-storage.ts';
import { Icon } from './Icon.tsx';

const system = matchMedia('(prefers-color-scheme: dark)');
/** Null: the system's theme. */
const chosen = signal(readStored('theme') ?? null);
const systemIsDark = signal(system.matches);
system.addEventListener('change', () => (systemIsDark.value = system.matches));

effect(() => {
  writeStored('theme', chosen.value);
  const { dataset } = document.documentElement;
  if (chosen.value === null) delete dataset['theme'];
  else dataset['theme'] = chosen.value;
});

const isFramed = window.parent !== window;

// Beside a slide of the workshop there is one switch, that of the presenter's page.
if (isFramed) {
  addEventListener('message', ({ source, data }: MessageEvent<unknown>) => {
    if (source !== window.parent || typeof data !== 'object' || data === null) return;
    const theme = 'theme' in data ? data.theme : undefined;
    if (theme === 'dark' || theme === 'light') chosen.value = theme;
  });
}

/** What is shown now. */
const isDark = computed(() =>
  chosen.value === null ? systemIsDark.value : chosen.value === 'dark',
);

/** Gives the dashboard in a frame the theme of this page. */
export function sendTheme(frame: HTMLIFrameElement): void {
  const theme = isDark.value ? 'dark' : 'light';
  frame.contentWindow?.postMessage({ theme }, new URL(frame.src).origin);
}

/** Dark or light, remembered by the browser. */
export function ThemeToggle() {
  if (isFramed) return null;
  const other = isDark.value ? 'light' : 'dark';
  return (
    <button
      type="button"
      class="button button--quiet"
      aria-label={`Switch to the ${other} theme`}
      title={`Switch to the ${other} theme`}
      onClick={() => (chosen.value = other)}
    >
      <Icon name={isDark.value ? 'sun' : 'moon'} />
    </button>
  );
}
