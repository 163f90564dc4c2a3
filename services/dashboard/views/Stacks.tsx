import type { StateView } from '../../../orchestrator/control-plane/view/state-view.ts';
import { useComputed, useSignal } from '@preact/signals';
import { monthText } from '../../../orchestrator/core/definition/format-cost.ts';
import { formatDuration } from '../../../orchestrator/core/definition/format-duration.ts';
import { Since, Until } from '../parts/Countdown.tsx';
import type { StatusStyle } from '../parts/phase-words.ts';
import { StatusBadge } from '../parts/StatusBadge.tsx';
import { clockText } from '../parts/duration-text.ts';
import { now } from '../store/now.ts';
import { loopPolledAtMs, state } from '../store/store.ts';
import type { LogLine } from '../../../orchestrator/runtime/loop/loop-view.ts';
import { useEffect } from 'preact/hooks';
import { mergeLog } from '../store/stack-log.ts';

type StackView = StateView['stacks'][number];

/** Limit of shown stacks: with one per region there can be hundreds. Those with problems come first. */
const MOST = 100;

const STYLES: Readonly<Record<string, StatusStyle>> = {
  running: { words: 'Updating', glyph: '●', tone: 'live' },
  queued: { words: 'Queued', glyph: '○', tone: 'waiting' },
  retrying: { words: 'Retrying', glyph: '↻', tone: 'blocked' },
  failed: { words: 'Failed', glyph: '✕', tone: 'failed' },
  idle: { words: 'Idle', glyph: '✓', tone: 'done' },
  none: { words: 'No loop', glyph: '–', tone: 'plain' },
};
const ORDER = ['failed', 'retrying', 'running', 'queued', 'idle', 'none'];

/** The reconcile loop, stack by stack. */
export function Stacks({ state: { loop, stacks: all } }: { state: StateView }) {
  const stacks = all.toSorted(
    (one, other) => ORDER.indexOf(activityOf(one)) - ORDER.indexOf(activityOf(other)),
  );
  return (
    <>
      <LastPoll hasLoop={loop !== null} />
      <ul class="stacks">
        {stacks.slice(0, MOST).map((stack) => (
          <Stack key={stack.name} stack={stack} />
        ))}
      </ul>
      {stacks.length > MOST && <p class="muted">and {stacks.length - MOST} more</p>}
    </>
  );
}

function activityOf({ loop, failure }: StackView): string {
  if (failure !== null && loop?.activity === 'idle') return 'failed';
  return loop?.activity ?? 'none';
}

function LastPoll({ hasLoop }: { hasLoop: boolean }) {
  const ago = useComputed(() => {
    const atMs = loopPolledAtMs.value;
    return atMs === null ? undefined : clockText(Math.max(0, now.value.realMs - atMs - 999));
  });
  if (!hasLoop) return <p class="muted">The reconcile loop is not running.</p>;
  return (
    <p class="muted numbers">
      {ago.value === undefined
        ? 'The loop has not checked the stacks yet.'
        : `The loop checked the stacks ${ago.value} ago.`}
    </p>
  );
}

function Stack({ stack }: { stack: StackView }) {
  const { name, regions, usdPerMonth, loop, failure, updatedAtMs } = stack;
  // The loop runs in real time, which a simulated clock does not show.
  const isReal = state.value?.clock.kind === 'real';
  return (
    <li class="stack" data-stack={name}>
      <p class="stack__head">
        <strong>{name}</strong>
        <StatusBadge style={STYLES[activityOf(stack)] ?? { words: '', glyph: '', tone: 'plain' }} />
      </p>
      <p class="muted">
        {regions.length === 1 ? regions[0] : `${regions.length} regions`}
        {usdPerMonth !== null && ` · ${monthText(usdPerMonth)}`}
        {loop !== null && ` · ${loop.turns} updates`}
        {loop?.lastDurationMs != null && ` · last took ${formatDuration(loop.lastDurationMs)}`}
        {updatedAtMs !== null && (
          <>
            {' · changed '}
            <Since atMs={updatedAtMs} /> ago
          </>
        )}
        {isReal && loop?.nextTurnAtMs != null && (
          <>
            {' · next in '}
            <Until atMs={loop.nextTurnAtMs} />
          </>
        )}
      </p>
      {failure !== null && (
        <p class="stack__failure">
          {failure.message} <code>[{failure.code}]</code>
          {loop !== null && loop.failures > 1 && ` (${loop.failures} times in a row)`}
        </p>
      )}
      <StackLog stack={name} />
    </li>
  );
}

/** The log of a stack's last update, streamed while it is open. */
function StackLog({ stack }: { stack: string }) {
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
