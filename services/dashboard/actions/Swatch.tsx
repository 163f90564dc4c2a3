/** A colour and its name: never the hue alone. */
export function Swatch({ color }: { color: string }) {
  return (
    <span class="swatch">
      <span class="swatch__color" style={{ background: color }} aria-hidden="true" />
      {color}
    </span>
  );
}
