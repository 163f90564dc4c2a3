import { useSignal } from '@preact/signals';
import { useEffect, useId, useRef } from 'preact/hooks';
import type { ActionButtonProps } from './ActionButton.tsx';
import { readOnlyReason } from './read-only.ts';

/** An action, and what it does. */
export type MenuAction = Omit<ActionButtonProps, 'tone'> & { effect: string };

/** A button that opens a list of actions; each says what it does, or why it is not allowed now. */
export function ActionMenu({ actions }: { actions: readonly MenuAction[] }) {
  const id = useId();
  const menu = useRef<HTMLDivElement>(null);
  const toggle = useRef<HTMLButtonElement>(null);
  const isOpen = useSignal(false);
  const close = () => (isOpen.value = false);
  useEffect(() => {
    if (!isOpen.value) return;
    const pressed = ({ target }: Event) => {
      if (target instanceof Node && menu.current?.contains(target) !== true) close();
    };
    document.addEventListener('pointerdown', pressed);
    return () => document.removeEventListener('pointerdown', pressed);
  }, [isOpen.value]);
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key !== 'Escape' || !isOpen.value) return;
    close();
    toggle.current?.focus();
  };
  const onFocusOut = ({ relatedTarget }: FocusEvent) => {
    if (relatedTarget instanceof Node && menu.current?.contains(relatedTarget) !== true) close();
  };
  return (
    <div class="menu" ref={menu} onKeyDown={onKeyDown} onFocusOut={onFocusOut}>
      <button
        type="button"
        class="button"
        ref={toggle}
        aria-label="More actions"
        aria-expanded={isOpen.value}
        aria-controls={isOpen.value ? id : undefined}
        onClick={() => (isOpen.value = !isOpen.value)}
      >
        More <span aria-hidden="true">▾</span>
      </button>
      {isOpen.value && (
        <ul class="menu__list" id={id}>
          {actions.map(({ label, effect, refusedBecause, onClick }) => {
            const why = readOnlyReason() ?? refusedBecause;
            const press = () => {
              if (why !== undefined) return;
              close();
              // A dialog gives the focus back to here.
              toggle.current?.focus();
              onClick();
            };
            return (
              <li key={label} class="menu__item">
                <button
                  type="button"
                  class="button"
                  aria-disabled={why !== undefined}
                  aria-describedby={`${id}-${label}`}
                  onClick={press}
                >
                  {label}
                </button>
                <span id={`${id}-${label}`} class={why === undefined ? 'muted' : 'action__why'}>
                  {why ?? effect}
                </span>
              </li>
            );
          })}
        </ul>
      )}
    </div>
  );
}
