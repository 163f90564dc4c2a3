/** From one value to another, also for those who hear it. */
export function Arrow() {
  return (
    <>
      <span aria-hidden="true">→</span>
      <span class="hidden">becomes</span>
    </>
  );
}
