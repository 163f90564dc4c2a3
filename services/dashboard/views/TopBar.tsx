import { useComputed } from '@preact/signals';
import type { StateView } from '../../../orchestrator/control-plane/view/state-view.ts';
import { ClockControls } from '../actions/ClockControls.tsx';
import { Icon } from '../parts/Icon.tsx';
import { ThemeToggle } from '../parts/ThemeToggle.tsx';
import { actor } from '../store/actor.ts';
import { session } from '../store/store.ts';
import { ClockBar } from './ClockBar.tsx';
import { LoopStatus } from './LoopStatus.tsx';

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
