/** Runs before the first paint, so that the other theme does not flash. */
try {
  const stored = localStorage.getItem('colorteller-theme');
  if (stored === 'dark' || stored === 'light') document.documentElement.dataset['theme'] = stored;
} catch {
  // Without storage the system's theme applies.
}
