import { useSignal } from '@preact/signals';
import { useId } from 'preact/hooks';
import { announce } from './announce.ts';
import { CopyCommand } from './CopyCommand.tsx';
import { whyNotHere } from './may-act.ts';

export interface ActionButtonProps {
  label: string;
  /** What it is called where the label alone does not say; contains the label. */
  name?: string;
  /** Undefined: it can be done. */
  refusedBecause: string | undefined;
  /** The command that does the same. */
  command: string | undefined;
  tone?: 'primary' | 'danger';
  onClick: () => void;
}

/**
 * A button with a card below it, shown on hover and on focus: why it cannot be pressed now, and its command to copy. One
 * that cannot be pressed stays in the tab order, so that its reason is found.
 */
export function ActionButton(props: ActionButtonProps) {
  const { label, name, command, tone, onClick } = props;
  const id = useId();
  const refusedBecause = whyNotHere() ?? props.refusedBecause;
  const isRefused = refusedBecause !== undefined;
  /** It was pressed: its card would only lie over what is pressed next. */
  const isDone = useSignal(false);
  const press = () => {
    isDone.value = !isRefused;
    if (isRefused) announce(`${name ?? label}: ${refusedBecause}`, 'failed');
    else onClick();
  };
  const rest = () => (isDone.value = false);
  return (
    <div
      class={`action ${isDone.value ? 'action--done' : ''}`}
      onMouseLeave={rest}
      onFocusOut={rest}
    >
      <button
        type="button"
        class={`button ${tone === undefined || isRefused ? '' : `button--${tone}`}`}
        aria-label={name}
        aria-disabled={isRefused}
        aria-describedby={isRefused ? id : undefined}
        onClick={press}
      >
        {label}
      </button>
      <div class="action__card">
        {isRefused && (
          <p id={id} class="action__why">
            ✖ {refusedBecause}
          </p>
        )}
        <CopyCommand command={command} />
      </div>
    </div>
  );
}
