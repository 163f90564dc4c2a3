import { effect, signal } from '@preact/signals';
import { keep, kept } from '../store/kept.ts';
import { Icon } from './Icon.tsx';

const system = matchMedia('(prefers-color-scheme: dark)');
/** Null: as the system has it. */
const chosen = signal(kept('theme') ?? null);
const systemIsDark = signal(system.matches);
system.addEventListener('change', () => (systemIsDark.value = system.matches));

effect(() => {
  keep('theme', chosen.value);
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
