import type { HoldScope } from '../../../orchestrator/core/pipeline/records.ts';
import { focusNextStep } from './keep-focus.ts';
import { ConfirmDialog, type ConfirmDialogProps } from './ConfirmDialog.tsx';
import type { PreviewedAction } from './page-action.ts';
import { useSignal } from '@preact/signals';
import { scopeText } from '../../../orchestrator/core/pipeline/scope-text.ts';
import { scopeOf, scopeValue } from './hold-choice.ts';
import { render, type ComponentChild } from 'preact';

/** Opens the dialog that confirms an action. */
export function confirm(
  action: PreviewedAction,
  more: Pick<ConfirmDialogProps, 'onDone' | 'words'> = {},
): void {
  openDialog((close) => <ConfirmDialog action={action} onClose={close} {...more} />);
}

/** Opens the dialog that places or lifts a hold. */
export function confirmHold(kind: 'hold' | 'lift', scopes: readonly HoldScope[]): void {
  openDialog((close) => <HoldDialog kind={kind} scopes={scopes} onClose={close} />);
}

interface HoldDialogProps {
  kind: 'hold' | 'lift';
  /** The scopes to choose from; not empty. */
  scopes: readonly HoldScope[];
  onClose: () => void;
}

/** Places or lifts a hold on everything, a config, or a region. */
function HoldDialog({ kind, scopes, onClose }: HoldDialogProps) {
  const chosen = useSignal(scopeValue(scopes[0] ?? { kind: 'everything' }));
  const scope = scopeOf(chosen.value);
  return (
    <ConfirmDialog action={{ kind, scope }} onClose={onClose}>
      <label class="field">
        {kind === 'hold' ? 'What to hold' : 'Which hold to lift'}
        <select
          class="input"
          value={chosen.value}
          onChange={({ currentTarget }) => (chosen.value = currentTarget.value)}
        >
          {scopes.map((one) => (
            <option key={scopeValue(one)} value={scopeValue(one)}>
              {scopeText(one)}
            </option>
          ))}
        </select>
      </label>
    </ConfirmDialog>
  );
}

let host: HTMLElement | undefined;

/** Shows a dialog outside the component that opened it, so that it survives a release that ends meanwhile. */
export function openDialog(make: (close: () => void) => ComponentChild): void {
  if (host === undefined) {
    host = document.createElement('div');
    document.body.append(host);
  }
  const place = host;
  render(
    make(() => {
      render(null, place);
      focusNextStep();
    }),
    place,
  );
}
