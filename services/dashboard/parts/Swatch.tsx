import { styleOf } from './color-mark.ts';

/** A colour as a chip with its shape and name. */
export function Swatch({ color, isBare = false }: { color: string | null; isBare?: boolean }) {
  const { paint, text, mark, name } = styleOf(color);
  return (
    <span class="chip">
      <span class="chip__color" style={{ background: paint, color: text }} aria-hidden="true">
        {mark}
      </span>
      <span class={isBare ? 'hidden' : ''}>{name}</span>
    </span>
  );
}
