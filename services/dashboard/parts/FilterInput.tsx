import type { Signal } from '@preact/signals';

/** A filter of a list by text. */
export function FilterInput(props: { of: string; filter: Signal<string>; class?: string }) {
  const { of, filter } = props;
  return (
    <input
      class={`input ${props.class ?? ''}`}
      type="search"
      aria-label={`Filter ${of}`}
      placeholder={`Filter ${of}`}
      value={filter}
      onInput={({ currentTarget }) => (filter.value = currentTarget.value)}
    />
  );
}
