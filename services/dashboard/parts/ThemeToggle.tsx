import { effect, signal } from '@preact/signals';
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

/** Dark or light, remembered by the browser. */
export function ThemeToggle() {
  const isDark = chosen.value === null ? systemIsDark.value : chosen.value === 'dark';
  const other = isDark ? 'light' : 'dark';
  return (
    <button
      type="button"
      class="button button--quiet"
      aria-label={`Switch to the ${other} theme`}
      title={`Switch to the ${other} theme`}
      onClick={() => (chosen.value = other)}
    >
      <Icon name={isDark ? 'sun' : 'moon'} />
    </button>
  );
}
