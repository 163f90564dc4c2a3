import { useSignal } from '@preact/signals';
import { useId } from 'preact/hooks';

/** How long it says that it was copied. */
const COPIED_MS = 2_000;

/** A command of the CLI with a button that copies it; nothing where there is none. */
export function CopyCommand({ command }: { command: string | undefined }) {
  const id = useId();
  const outcome = useSignal<'copied' | 'failed' | undefined>(undefined);
  if (command === undefined) return null;
  const copy = async () => {
    outcome.value = await copyText(command).then(
      () => 'copied' as const,
      () => 'failed' as const,
    );
    setTimeout(() => (outcome.value = undefined), COPIED_MS);
  };
  return (
    <div class="command">
      <code class="command__text" id={id}>
        {command}
      </code>
      <button
        type="button"
        class="button button--small"
        aria-label="Copy the command"
        aria-describedby={id}
        onClick={copy}
      >
        {outcome.value === 'copied' ? '✔ Copied' : 'Copy'}
      </button>
      <span class="hidden" role="status">
        {outcome.value === 'copied' && 'The command is copied'}
        {outcome.value === 'failed' && 'This browser does not let a page copy; select the text'}
      </span>
    </div>
  );
}

/** Rejects where the browser refuses. Without TLS, beyond this machine, there is no clipboard. */
async function copyText(text: string): Promise<void> {
  await navigator.clipboard.writeText(text);
}
