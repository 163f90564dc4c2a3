import type { Signal } from '@preact/signals';
import type { ComponentChildren } from 'preact';

export interface Tab {
  id: string;
  label: string;
  /** A number beside the label. */
  count?: number;
}

/** Tabs by the ARIA practices: one is in the tab order, arrows move between them. */
export function Tabs(props: {
  label: string;
  tabs: readonly Tab[];
  chosen: Signal<string>;
  children: ComponentChildren;
}) {
  const { label, tabs, chosen, children } = props;
  const choose = (id: string) => {
    chosen.value = id;
    document.getElementById(`tab-${id}`)?.focus();
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    const index = tabs.findIndex(({ id }) => id === chosen.value);
    const next =
      step !== undefined
        ? tabs[(index + step + tabs.length) % tabs.length]
        : event.key === 'Home'
          ? tabs[0]
          : event.key === 'End'
            ? tabs.at(-1)
            : undefined;
    if (next === undefined) return;
    event.preventDefault();
    choose(next.id);
  };
  return (
    <>
      <div class="tabs" role="tablist" aria-label={label} onKeyDown={onKeyDown}>
        {tabs.map(({ id, label: text, count = 0 }) => (
          <button
            key={id}
            type="button"
            role="tab"
            class="tab"
            id={`tab-${id}`}
            aria-selected={chosen.value === id}
            aria-controls={`panel-${id}`}
            tabIndex={chosen.value === id ? 0 : -1}
            onClick={() => choose(id)}
          >
            {text}
            {count > 0 && <span class="tab__count">{count}</span>}
          </button>
        ))}
      </div>
      <div
        class="panel__body"
        role="tabpanel"
        id={`panel-${chosen.value}`}
        aria-labelledby={`tab-${chosen.value}`}
        tabIndex={0}
      >
        {children}
      </div>
    </>
  );
}
