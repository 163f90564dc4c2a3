import type { StatusLook } from './phase-words.ts';

export function StatusBadge({ look }: { look: StatusLook }) {
  return (
    <span class={`badge tone-${look.tone}`}>
      <span aria-hidden="true">{look.glyph}</span>
      {look.words}
    </span>
  );
}
