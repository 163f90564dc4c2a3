import { effect, signal } from '@preact/signals';

const TABS = ['events', 'config', 'plan', 'releases', 'traffic', 'stacks'] as const;

/** The shown tab beside the regions; it is in the address, so that a link opens it. */
export const chosenTab = signal<string>(fromAddress());

effect(() => {
  if (chosenTab.value !== fromAddress()) history.replaceState(null, '', `#${chosenTab.value}`);
});
window.addEventListener('hashchange', () => (chosenTab.value = fromAddress()));

function fromAddress(): string {
  const named = location.hash.slice(1);
  return TABS.find((tab) => tab === named) ?? 'events';
}
