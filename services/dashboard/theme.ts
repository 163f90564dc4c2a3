/** Runs before the first paint, so that neither the other theme nor the layout of a page of its own flashes. */
if (window.parent !== window) document.documentElement.dataset['framed'] = '';
try {
  const stored = localStorage.getItem('colorteller-theme');
  if (stored === 'dark' || stored === 'light') document.documentElement.dataset['theme'] = stored;
} catch {
  // Without storage the system's theme applies.
}
