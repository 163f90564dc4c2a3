/** Before anything is drawn, so that nothing flashes in the other theme. */
try {
  const kept = localStorage.getItem('colorteller-theme');
  if (kept === 'dark' || kept === 'light') document.documentElement.dataset['theme'] = kept;
} catch {
  // A browser that keeps nothing goes by the system's choice.
}
