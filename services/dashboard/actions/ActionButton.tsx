import { useSignal } from '@preact/signals';
import { useId } from 'preact/hooks';
import { styleOf } from '../parts/color-mark.ts';
import { announce } from './announce.ts';
import { CopyCommand } from './CopyCommand.tsx';
import { readOnlyReason } from './read-only.ts';

export interface ActionButtonProps {
  label: string;
  /** Accessible name when the label alone is ambiguous; contains the label. */
  name?: string;
  /** Undefined: it is allowed. */
  refusedBecause: string | undefined;
  /** The command that does the same. */
  command: string | undefined;
  tone?: 'primary' | 'danger';
  /** The colour that it stands for: the button has it. */
  color?: string;
  onClick: () => void;
}

/**
 * A button with a card below it, shown on hover and on focus: why it is disabled, and the equivalent command. A disabled
 * one stays in the tab order, so that keyboard users find the reason.
 */
export function ActionButton(props: ActionButtonProps) {
  const { label, name, command, tone, color, onClick } = props;
  const id = useId();
  const refusedBecause = readOnlyReason() ?? props.refusedBecause;
  const isRefused = refusedBecause !== undefined;
  /** Hides the card after a press, so that it does not cover the next button. */
  const isDone = useSignal(false);
  const press = () => {
    isDone.value = !isRefused;
    if (isRefused) announce(`${name ?? label}: ${refusedBecause}`, 'failed');
    else onClick();
  };
  const rest = () => (isDone.value = false);
  const swatch = color === undefined ? undefined : styleOf(color);
  return (
    <div
      class={`action ${isDone.value ? 'action--done' : ''}`}
      onMouseLeave={rest}
      onFocusOut={rest}
    >
      <button
        type="button"
        class={`button ${tone === undefined || isRefused ? '' : `button--${tone}`}`}
        style={
          swatch === undefined || isRefused ? {} : { background: swatch.paint, color: swatch.text }
        }
        aria-label={name}
        aria-disabled={isRefused}
        aria-describedby={isRefused ? id : undefined}
        onClick={press}
      >
        {swatch !== undefined && <span aria-hidden="true">{swatch.mark}</span>}
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
