/** Opens the editor of a config, and goes there. */
export function editConfig(config: string): void {
  location.hash = 'config';
  // The tab renders first.
  requestAnimationFrame(() =>
    document
      .querySelector<HTMLTextAreaElement>(`textarea[aria-label="Value of ${config} as JSON"]`)
      ?.focus(),
  );
}
