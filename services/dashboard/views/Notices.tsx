import { useComputed } from '@preact/signals';
import type { StateView } from '../../../orchestrator/control-plane/view/state-view.ts';
import { formatDuration } from '../../../orchestrator/core/definition/format-duration.ts';
import { scopeText } from '../../../orchestrator/core/pipeline/scope-text.ts';
import type { ComponentChildren } from 'preact';
import { ConfirmEdit } from '../actions/ConfirmEdit.tsx';
import { Icon, type IconName } from '../parts/Icon.tsx';
import { now } from '../store/now.ts';
import { connection, session } from '../store/store.ts';

/** Warnings that qualify everything else on the page. */
export function Notices({ state }: { state: StateView | null }) {
  return (
    <div class="notices" aria-live="polite">
      <Reach hasState={state !== null} />
      {location.hash === '#unknown-session' && session.value?.canAct === false && (
        <Notice tone="waiting" icon="lock">
          This address was used already, or is of an earlier run. Another one prints{' '}
          <code>npx colorteller page</code>
        </Notice>
      )}
      {state !== null && <StateNotices state={state} />}
    </div>
  );
}

function Reach({ hasState }: { hasState: boolean }) {
  const reach = connection.value;
  if (reach.kind === 'live') return null;
  if (session.value?.canRead === false) {
    return (
      <Notice tone="waiting" icon="lock">
        This orchestrator requires a session. Open the address that{' '}
        <code>npx colorteller page</code> prints.
      </Notice>
    );
  }
  return (
    <Notice tone={hasState ? 'failed' : 'plain'} icon="link">
      {hasState ? 'Connection lost' : 'Connecting…'} <Ago sinceMs={reach.sinceMs} />
      {hasState && 'Showing the last known state; reconnecting.'}
    </Notice>
  );
}

/** Hidden from screen readers: it changes each second. */
function Ago({ sinceMs }: { sinceMs: number }) {
  const text = useComputed(() => {
    const seconds = Math.max(0, Math.floor((now.value.realMs - sinceMs) / 1000));
    return `since ${formatDuration(seconds * 1000)}. `;
  });
  return (
    <span class="numbers" aria-hidden="true">
      {text}
    </span>
  );
}

function StateNotices({ state }: { state: StateView }) {
  const { definitionProblem, unconfirmedEdit, source, holds, configs, loop, gitops, faults } =
    state;
  return (
    <>
      {definitionProblem !== null && (
        <Notice tone="failed" icon="alert">
          The workspace file is not in effect: {definitionProblem}
          {unconfirmedEdit !== null && <ConfirmEdit edit={unconfirmedEdit} />}
        </Notice>
      )}
      {source?.isStale === true && (
        <Notice tone="waiting" icon="alert">
          Decisions are stale: {source.name} is unreachable. The last valid ones stay in effect.
        </Notice>
      )}
      {loop !== null && loop.stoppedBy !== null && (
        <Notice tone="failed" icon="alert">
          Other stacks are not updated: stack {loop.stoppedBy} failed. Fix it to continue.
        </Notice>
      )}
      {gitops !== null && gitops.problem !== null && (
        <Notice tone="waiting" icon="alert">
          Git is out of date: {gitops.problem}
        </Notice>
      )}
      {holds.map(({ scope, actor, reason }) => (
        <Notice key={scopeText(scope)} tone="blocked" icon="lock">
          {actor} holds {scopeText(scope)}
          {reason === null ? '' : `: ${reason}`}
        </Notice>
      ))}
      {Object.entries(configs).map(([name, { automationHeld }]) =>
        automationHeld === null ? null : (
          <Notice key={name} tone="waiting" icon="lock">
            Automation of {name} is held: {automationHeld.because} (by {automationHeld.actor}).
            Start the next release by hand.
          </Notice>
        ),
      )}
      {faults.length > 0 && (
        <Notice tone="errored" icon="bolt">
          {faults.length === 1 ? 'A fault is' : `${faults.length} faults are`} injected:{' '}
          {faults.map(({ name }) => name).join(', ')}
        </Notice>
      )}
    </>
  );
}

function Notice(props: { tone: string; icon: IconName; children: ComponentChildren }) {
  return (
    <p class={`notice tone-${props.tone}`}>
      <Icon name={props.icon} />
      <span>{props.children}</span>
    </p>
  );
}
