import { useComputed } from '@preact/signals';
import type { StateView } from '../../../orchestrator/control-plane/view/state-view.ts';
import { ClockControls } from '../actions/ClockControls.tsx';
import { Icon } from '../parts/Icon.tsx';
import { ThemeToggle } from '../parts/ThemeToggle.tsx';
import { actor } from '../store/actor.ts';
import { session, connection } from '../store/store.ts';
import { Until } from '../parts/Countdown.tsx';
import { now } from '../store/now.ts';
import type { ClockView } from '../../../orchestrator/runtime/time/clock-view.ts';

/** Name, clock, and connection. */
export function TopBar({ state }: { state: StateView | null }) {
  const workspace = state?.workspace ?? '';
  return (
    <header class="top">
      <div class="brand">
        <span class="brand__bars" aria-hidden="true">
          <i />
          <i />
          <i />
        </span>
        <span class="brand__name">ColorTeller</span>
        <span class="brand__where" title={workspace}>
          {workspace.split('/').at(-1)}
        </span>
      </div>
      {state !== null && (
        <div class="top__clock">
          <ClockBar clock={state.clock} />
          <ClockControls clock={state.clock} />
        </div>
      )}
      <div class="top__end">
        {state !== null && <LoopStatus state={state} />}
        {session.value?.canAct === false ? (
          <span
            class="badge tone-plain"
            title="To make changes, open the address that colorteller up prints"
          >
            <Icon name="lock" /> Read only
          </span>
        ) : (
          <ActorField />
        )}
        <ThemeToggle />
      </div>
    </header>
  );
}

/** The actor that the log records. */
function ActorField() {
  const size = useComputed(() => Math.max(6, actor.value.length + 1));
  return (
    <label class="actor">
      <span class="muted">as</span>
      <input
        class="actor__name"
        aria-label="Your name in the log"
        value={actor}
        size={size}
        maxLength={40}
        onInput={({ currentTarget }) => (actor.value = currentTarget.value)}
        onBlur={() => (actor.value = actor.value.trim() || 'presenter')}
      />
    </label>
  );
}

/** Pipeline time, its speed, and when the next timer ends. */
function ClockBar({ clock }: { clock: ClockView }) {
  const time = useComputed(() => new Date(now.value.pipelineMs).toTimeString().slice(0, 8));
  const day = useComputed(() =>
    new Date(now.value.pipelineMs).toLocaleDateString('en', {
      weekday: 'short',
      month: 'short',
      day: 'numeric',
    }),
  );
  return (
    <section class="clock" aria-label="Clock">
      <span class="clock__time numbers">{time}</span>
      <span class="clock__facts">
        <span>{clock.kind === 'simulated' ? <>{day} · simulated</> : 'real time'}</span>
        <span class="muted">
          {clock.nextEventMs === null ? (
            'no timer'
          ) : (
            <>
              next event in <Until atMs={clock.nextEventMs} />
            </>
          )}
        </span>
      </span>
    </section>
  );
}

/** Whether the page is connected, and what the loop is doing. */
function LoopStatus({ state }: { state: StateView }) {
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
