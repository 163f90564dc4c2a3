import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { get } from '../api.ts';

/** The log of a stack's last update, streamed while it is open. */
export function StackLog({ stack }: { stack: string }) {
  const isOpen = useSignal(false);
  const lines = useSignal<readonly string[]>([]);
  useEffect(
    () => (isOpen.value ? follow(stack, (next) => (lines.value = next)) : undefined),
    [isOpen.value, stack, lines],
  );
  return (
    <details
      class="stack__log"
      onToggle={({ currentTarget }) => (isOpen.value = currentTarget.open)}
    >
      <summary>Log of the last update</summary>
      {isOpen.value && (
        <pre tabIndex={0} aria-label={`Log of ${stack}`}>
          {lines.value.length === 0 ? 'Nothing was written yet.' : lines.value.join('\n')}
        </pre>
      )}
    </details>
  );
}

/** Lines that are shown of a log. */
const MOST_LINES = 500;
const LOOK_MS = 1_000;

/** What the log has now, and a look at it each second. Gives what ends that. */
function follow(stack: string, show: (lines: readonly string[]) => void): () => void {
  const path = `/api/stacks/${encodeURIComponent(stack)}/log`;
  const ended = new AbortController();
  const look = () => {
    get<{ lines?: readonly (string | { text: string })[] }>(path, ended.signal)
      .then(({ lines = [] }) =>
        show(lines.slice(-MOST_LINES).map((line) => (typeof line === 'string' ? line : line.text))),
      )
      .catch(() => undefined);
  };
  look();
  const timer = setInterval(look, LOOK_MS);
  return () => {
    clearInterval(timer);
    ended.abort();
  };
}
