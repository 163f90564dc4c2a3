import type { HoldScope } from '../../../orchestrator/core/pipeline/records.ts';
import { ConfirmDialog } from './ConfirmDialog.tsx';
import { HoldDialog } from './HoldDialog.tsx';
import { openDialog } from './open-dialog.ts';
import type { PreviewedAction } from './page-action.ts';

/** Opens the dialog that confirms an action. */
export function confirm(action: PreviewedAction, onDone?: () => void): void {
  const done = onDone === undefined ? {} : { onDone };
  openDialog((close) => <ConfirmDialog action={action} onClose={close} {...done} />);
}

/** Opens the dialog that places or lifts a hold. */
export function confirmHold(kind: 'hold' | 'lift', scopes: readonly HoldScope[]): void {
  openDialog((close) => <HoldDialog kind={kind} scopes={scopes} onClose={close} />);
}
