import type { StatusStyle } from './phase-words.ts';

export function StatusBadge({ style }: { style: StatusStyle }) {
  return (
    <span class={`badge tone-${style.tone}`}>
      <span aria-hidden="true">{style.glyph}</span>
      {style.words}
    </span>
  );
}
