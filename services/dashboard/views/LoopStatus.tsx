import { useComputed } from '@preact/signals';
import type { StateView } from '../../../orchestrator/control-plane/view/state-view.ts';
import { connection } from '../store/store.ts';

/** Whether the page is connected, and what the loop is doing. */
export function LoopStatus({ state }: { state: StateView }) {
  const isLive = useComputed(() => connection.value.kind === 'live');
  const running = state.stacks.filter(({ loop }) => loop?.activity === 'running').length;
  const queued = state.stacks.filter(({ loop }) => loop?.activity === 'queued').length;
  const failed = state.stacks.filter(({ failure }) => failure !== null).length;
  const words =
    failed > 0
      ? `${failed} of ${state.stacks.length} stacks failed`
      : running + queued > 0
        ? `${running} updating${queued > 0 ? `, ${queued} queued` : ''}`
        : state.loop === null
          ? 'no loop'
          : 'loop idle';
  const { tooling } = state;
  const means = tooling === null ? 'not deployed' : `${tooling.engine}, ${tooling.runtime}`;
  return (
    <span
      class={`pulse ${isLive.value ? 'pulse--live' : 'pulse--lost'} ${failed > 0 ? 'pulse--failed' : ''}`}
      title={tooling?.reasons.join('\n') ?? ''}
    >
      <span class="pulse__dot" data-busy={running > 0} aria-hidden="true" />
      <span class="pulse__words">
        <span>{isLive.value ? words : 'connection lost'}</span>
        <span class="muted">{means}</span>
      </span>
    </span>
  );
}
