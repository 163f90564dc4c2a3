import { chosenTab } from '../store/chosen-tab.ts';

/** Opens the editor of a config, and goes there. */
export function editConfig(config: string): void {
  chosenTab.value = 'config';
  // The tab renders first.
  requestAnimationFrame(() =>
    document
      .querySelector<HTMLTextAreaElement>(`textarea[aria-label="Value of ${config} as JSON"]`)
      ?.focus(),
  );
}
