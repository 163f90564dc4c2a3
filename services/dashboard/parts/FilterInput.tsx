import type { Signal } from '@preact/signals';

/** A filter of a list by text. */
export function FilterInput(props: { of: string; wanted: Signal<string>; class?: string }) {
  const { of, wanted } = props;
  return (
    <input
      class={`input ${props.class ?? ''}`}
      type="search"
      aria-label={`Filter ${of}`}
      placeholder={`Filter ${of}`}
      value={wanted}
      onInput={({ currentTarget }) => (wanted.value = currentTarget.value)}
    />
  );
}
