/** An arrow between two values, with a text for screen readers. */
export function Arrow() {
  return (
    <>
      <span aria-hidden="true">→</span>
      <span class="hidden">becomes</span>
    </>
  );
}
