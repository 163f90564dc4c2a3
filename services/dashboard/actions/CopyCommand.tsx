import { useSignal } from '@preact/signals';
import { useId } from 'preact/hooks';

/** How long the confirmation is shown. */
const COPIED_MS = 2_000;

/** A command of the CLI with a button that copies it; nothing without a command. */
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
        {outcome.value === 'copied' && 'Copied'}
        {outcome.value === 'failed' && 'The browser blocked copying: select the text and copy it'}
      </span>
    </div>
  );
}

/** Rejects when the browser refuses. Browsers have a clipboard only over TLS or on loopback. */
async function copyText(text: string): Promise<void> {
  await navigator.clipboard.writeText(text);
}
