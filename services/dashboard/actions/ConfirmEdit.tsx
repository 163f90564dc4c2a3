import { useSignal } from '@preact/signals';
import { useEffect, useId, useRef } from 'preact/hooks';
import { deletionsText } from '../../../orchestrator/core/definition/deletions.ts';
import type { EditThatDeletes } from '../../../orchestrator/runtime/interpreter/edit-that-deletes.ts';
import { ApiError, post } from '../api.ts';
import { actor } from '../store/actor.ts';
import { ActionButton } from './ActionButton.tsx';
import { announce } from './announce.ts';
import { cliCommand } from './cli-command.ts';
import { openDialog } from './confirm.tsx';
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
  const failure = useSignal<ApiError | undefined>(undefined);
  const isSending = useSignal(false);
  const by = actor.value.trim();
  useEffect(() => dialog.current?.showModal(), []);

  const submit = async (event: Event) => {
    event.preventDefault();
    if (by === '' || isSending.value) return;
    isSending.value = true;
    try {
      const done = await post<{ seq: number }>('/api/edits/confirm', {
        edit: edit.edit,
        actor: by,
      });
      announce('The edit is in effect', 'done', done.seq);
      dialog.current?.close();
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      failure.value = error;
    } finally {
      isSending.value = false;
    }
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
          {failure.value !== undefined && (
            <div class="problem" role="alert">
              <p>
                <strong>✖ {failure.value.message}</strong>
              </p>
              {failure.value.action !== null && <p>{failure.value.action}</p>}
            </div>
          )}
        </div>
        <div class="confirm__fields">
          <label class="field">
            Your name, for the log
            <input
              class="input"
              name="actor"
              autocomplete="name"
              maxLength={100}
              required
              value={actor.value}
              onInput={({ currentTarget }) => (actor.value = currentTarget.value)}
            />
          </label>
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
