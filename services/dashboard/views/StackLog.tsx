import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import type { LogLine } from '../../../orchestrator/runtime/loop/loop-view.ts';
import { mergeLog } from '../store/stack-log.ts';

/** The log of a stack's last update, streamed while it is open. */
export function StackLog({ stack }: { stack: string }) {
  const isOpen = useSignal(false);
  return (
    <details
      class="stack__log"
      onToggle={({ currentTarget }) => (isOpen.value = currentTarget.open)}
    >
      <summary>Log of the last update</summary>
      {isOpen.value && <Lines stack={stack} />}
    </details>
  );
}

function Lines({ stack }: { stack: string }) {
  const lines = useSignal<readonly LogLine[]>([]);
  useEffect(() => {
    const source = new EventSource(`/api/stacks/${encodeURIComponent(stack)}/log/stream`);
    source.addEventListener('log', ({ data }: MessageEvent<string>) => {
      const message = JSON.parse(data) as { lines: readonly LogLine[] };
      lines.value = mergeLog(lines.value, message.lines);
    });
    return () => source.close();
  }, [stack, lines]);
  return (
    <pre tabIndex={0} aria-label={`Log of ${stack}`} role="log">
      {lines.value.length === 0 ? 'No output yet.' : lines.value.map(({ text }) => text).join('\n')}
    </pre>
  );
}
