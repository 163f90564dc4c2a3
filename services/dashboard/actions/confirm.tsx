import type { HoldScope } from '../../../orchestrator/core/pipeline/state.ts';
import { ConfirmDialog } from './ConfirmDialog.tsx';
import { HoldDialog } from './HoldDialog.tsx';
import { openDialog } from './open-dialog.ts';
import type { PreviewedAction } from './page-action.ts';

/** Asks whether an action is meant, and does it then. */
export function confirm(action: PreviewedAction, onDone?: () => void): void {
  const done = onDone === undefined ? {} : { onDone };
  openDialog((close) => <ConfirmDialog action={action} onClose={close} {...done} />);
}

/** Asks what is held, or which hold is lifted. */
export function confirmHold(kind: 'hold' | 'lift', scopes: readonly HoldScope[]): void {
  openDialog((close) => <HoldDialog kind={kind} scopes={scopes} onClose={close} />);
}
