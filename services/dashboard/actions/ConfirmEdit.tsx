import { useEffect, useId, useRef } from 'preact/hooks';
import { deletionsText } from '../../../orchestrator/core/definition/deletions.ts';
import type { EditThatDeletes } from '../../../orchestrator/runtime/interpreter/edit-that-deletes.ts';
import { post } from '../api.ts';
import { actor } from '../store/actor.ts';
import { ActionButton } from './ActionButton.tsx';
import { announce } from './announce.ts';
import { cliCommand } from './cli-command.ts';
import { openDialog } from './confirm.tsx';
import { ActorField, Failure, useSending } from './dialog-parts.tsx';
import { CopyCommand } from './CopyCommand.tsx';

/** The button for an edit of the workspace file that deletes, and so waits. */
export function ConfirmEdit({ edit }: { edit: EditThatDeletes }) {
  return (
    <ActionButton
      label="Confirm the deletion…"
      refusedBecause={undefined}
      command={cliCommand({ kind: 'confirm-edit', edit: edit.edit })}
      tone="danger"
      onClick={() => openDialog((close) => <ConfirmEditDialog edit={edit} onClose={close} />)}
    />
  );
}

/** Lists what is deleted, asks for the actor, and confirms that edit and no other. Esc cancels. */
function ConfirmEditDialog({ edit, onClose }: { edit: EditThatDeletes; onClose: () => void }) {
  const id = useId();
  const dialog = useRef<HTMLDialogElement>(null);
  const { isSending, failure, send } = useSending();
  const by = actor.value.trim();
  useEffect(() => dialog.current?.showModal(), []);

  const submit = async (event: Event) => {
    event.preventDefault();
    if (by === '') return;
    await send(async () => {
      const body = { edit: edit.edit, actor: by };
      const { seq } = await post<{ seq: number }>('/api/edits/confirm', body);
      announce('The edit is in effect', 'done', seq);
      dialog.current?.close();
      return undefined;
    });
  };

  return (
    <dialog ref={dialog} class="dialog" aria-labelledby={`${id}-title`} onClose={onClose}>
      <form class="confirm" method="dialog" onSubmit={submit}>
        <h2 id={`${id}-title`}>Delete {deletionsText(edit)}?</h2>
        <div class="confirm__body" aria-live="polite">
          <p>
            The workspace file no longer has what is listed below. Its containers and its state are
            deleted, and no rollback brings them back.
          </p>
          <ul>
            {edit.stacks.map((name) => (
              <li key={name}>stack {name}</li>
            ))}
            {edit.regions.map((name) => (
              <li key={name}>region {name}</li>
            ))}
          </ul>
          {failure.value !== undefined && <Failure error={failure.value} />}
        </div>
        <div class="confirm__fields">
          <ActorField />
        </div>
        <CopyCommand
          command={cliCommand({ kind: 'confirm-edit', edit: edit.edit }, { actor: by })}
        />
        <div class="confirm__buttons">
          <button type="button" class="button" onClick={() => dialog.current?.close()}>
            Cancel
          </button>
          <button type="submit" class="button button--danger" aria-disabled={by === ''}>
            {isSending.value ? 'Sending…' : 'Delete'}
          </button>
        </div>
      </form>
    </dialog>
  );
}
