import { useSignal } from '@preact/signals';
import type { ComponentChildren } from 'preact';
import { useEffect, useId, useRef } from 'preact/hooks';
import type { ReleaseView } from '../../../orchestrator/control-plane/view/release-view.ts';
import { ApiError, post } from '../api.ts';
import { actor } from '../store/actor.ts';
import { state } from '../store/store.ts';
import { timeText, wordsOf, type ActionWords } from './action-words.ts';
import { announce } from './announce.ts';
import { cliCommand } from './cli-command.ts';
import { CopyCommand } from './CopyCommand.tsx';
import { ActorField, Failure, useSending } from './dialog-parts.tsx';
import { type PreviewedAction, requestOf } from './page-action.ts';
import { PreviewView } from './PreviewView.tsx';
import { readOnlyReason } from './read-only.ts';
import { usePreview } from './use-preview.ts';

/** The response to an action. */
interface Done {
  /** Of the event that did it. */
  seq: number;
  release?: ReleaseView | null;
  /** Of an approval: false when the phase was approved already. */
  counted?: boolean;
}

export interface ConfirmDialogProps {
  action: PreviewedAction;
  /** Further choices, between the preview and the names. */
  children?: ComponentChildren;
  /** Blocks the confirmation even when the preview allows it. Default: false. */
  isIncomplete?: boolean;
  onDone?: () => void;
  /** Default: those of the action. */
  words?: ActionWords;
  /** Called on every way to close it. */
  onClose: () => void;
}

/** Previews an action, asks for actor and reason, and sends it. Esc cancels. */
export function ConfirmDialog(props: ConfirmDialogProps) {
  const {
    action,
    children,
    isIncomplete = false,
    onClose,
    onDone,
    words = wordsOf(action),
  } = props;
  const id = useId();
  const dialog = useRef<HTMLDialogElement>(null);
  const actorField = useRef<HTMLInputElement>(null);
  const reasonField = useRef<HTMLInputElement>(null);
  const confirm = useRef<HTMLButtonElement>(null);
  const seenSeq = useRef(state.peek()?.seq ?? 0).current;
  const reason = useSignal('');
  const { isSending, failure, send } = useSending();
  const previewed = usePreview(action, seenSeq);
  const preview = previewed.kind === 'ready' ? previewed.answer : undefined;
  const needsReason = preview?.needsReason ?? NEED_REASONS.includes(action.kind);
  const by = { actor: actor.value.trim(), reason: reason.value.trim() || null };
  const missing = readOnlyReason() ?? missingOf(by, needsReason);
  const isReady =
    preview?.allowed === true && missing === undefined && !isIncomplete && !isSending.value;

  useEffect(() => {
    dialog.current?.showModal();
    const empty = actor.peek().trim() === '' ? actorField : needsReason ? reasonField : confirm;
    empty.current?.focus();
  }, []);

  const submit = async (event: Event) => {
    event.preventDefault();
    if (!isReady) return;
    const { path, body } = requestOf(action, by, seenSeq);
    await send(async () => {
      const done = await post<Done>(path, body);
      if (done.counted === false) return alreadyApproved(done, action);
      announce(capitalized(words.done), 'done', done.seq);
      onDone?.();
      dialog.current?.close();
      return undefined;
    });
  };

  return (
    <dialog ref={dialog} class="dialog" aria-labelledby={`${id}-title`} onClose={onClose}>
      <form class="confirm" method="dialog" onSubmit={submit}>
        <h2 id={`${id}-title`}>{words.title}</h2>
        <div class="confirm__body" aria-live="polite" aria-busy={previewed.kind === 'loading'}>
          {failure.value === undefined && previewed.kind === 'loading' && (
            <p>Loading the preview…</p>
          )}
          {failure.value === undefined && preview && <PreviewView preview={preview} />}
          {previewed.kind === 'failed' && <Failure error={previewed.error} />}
          {failure.value !== undefined && <Failure error={failure.value} />}
        </div>
        {children}
        <div class="confirm__fields">
          <ActorField field={actorField} />
          <label class="field">
            {needsReason ? 'Reason (required)' : 'Reason (optional)'}
            <input
              class="input"
              ref={reasonField}
              name="reason"
              autocomplete="off"
              maxLength={1000}
              required={needsReason}
              value={reason.value}
              onInput={({ currentTarget }) => (reason.value = currentTarget.value)}
            />
          </label>
        </div>
        <CopyCommand command={cliCommand(action, by)} />
        <div class="confirm__buttons">
          {missing !== undefined && preview?.allowed === true && (
            <span id={`${id}-missing`} class="muted">
              {missing}
            </span>
          )}
          <button type="button" class="button" onClick={() => dialog.current?.close()}>
            {failure.value === undefined ? 'Cancel' : 'Close'}
          </button>
          <button
            type="submit"
            ref={confirm}
            class={`button ${words.isDangerous ? 'button--danger' : 'button--primary'}`}
            aria-disabled={!isReady}
            aria-describedby={missing === undefined ? undefined : `${id}-missing`}
          >
            {isSending.value ? 'Sending…' : words.verb}
          </button>
        </div>
      </form>
    </dialog>
  );
}

/** Used until the preview has loaded. */
const NEED_REASONS: readonly PreviewedAction['kind'][] = ['skip', 'abort', 'rollout'];

function missingOf(
  by: { actor: string; reason: string | null },
  needsReason: boolean,
): string | undefined {
  if (by.actor === '') return 'Enter your name';
  return needsReason && by.reason === null ? 'Enter a reason' : undefined;
}

function capitalized(text: string): string {
  return `${text[0]?.toUpperCase() ?? ''}${text.slice(1)}`;
}

/** Someone else approved the phase first. */
function alreadyApproved({ release }: Done, action: PreviewedAction): ApiError {
  const phase = 'phase' in action ? action.phase : null;
  const approvals = release?.phases.find(({ id }) => id === phase)?.approvals ?? [];
  const who = approvals.map(({ actor: name, atMs }) => `${name} at ${timeText(atMs)}`).join(', ');
  return new ApiError({
    code: 'ACTION_REFUSED',
    message: `phase “${phase ?? ''}” is already approved by ${who}; your approval was not needed`,
    action: release?.waitingFor?.reason ?? 'No action is needed.',
    details: {},
  });
}
