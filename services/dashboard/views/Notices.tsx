import { useComputed } from '@preact/signals';
import type { StateView } from '../../../orchestrator/control-plane/view/state-view.ts';
import { formatDuration } from '../../../orchestrator/core/definition/format-duration.ts';
import { scopeText } from '../../../orchestrator/core/pipeline/scope-text.ts';
import type { ComponentChildren } from 'preact';
import { Icon, type IconName } from '../parts/Icon.tsx';
import { now } from '../store/now.ts';
import { connection, session } from '../store/store.ts';

/** What everyone has to know before they believe the rest. */
export function Notices({ state }: { state: StateView | null }) {
  return (
    <div class="notices" aria-live="polite">
      <Reach hasState={state !== null} />
      {location.hash === '#unknown-session' && session.value?.canAct === false && (
        <Notice tone="waiting" icon="lock">
          The session key of that link is not known here. Open the address that{' '}
          <code>colorteller up</code> prints.
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
        This orchestrator tells nothing without a session. Open the address that{' '}
        <code>colorteller up</code> prints.
      </Notice>
    );
  }
  return (
    <Notice tone={hasState ? 'failed' : 'plain'} icon="link">
      {hasState ? 'Connection lost' : 'Connecting…'} <Ago sinceMs={reach.sinceMs} />
      {hasState && 'Showing what was known then. It comes back by itself.'}
    </Notice>
  );
}

/** It moves each second, which nobody wants to be told. */
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
  const { definitionProblem, source, holds, configs, loop, gitops, faults } = state;
  return (
    <>
      {definitionProblem !== null && (
        <Notice tone="failed" icon="alert">
          The workspace file is not in effect: {definitionProblem}
        </Notice>
      )}
      {source?.isStale === true && (
        <Notice tone="waiting" icon="alert">
          Decisions are stale: {source.name} is out of reach; its last good ones are kept.
        </Notice>
      )}
      {loop !== null && loop.stoppedBy !== null && (
        <Notice tone="failed" icon="alert">
          Further updates wait: stack {loop.stoppedBy} failed.
        </Notice>
      )}
      {gitops !== null && gitops.problem !== null && (
        <Notice tone="waiting" icon="alert">
          Git is behind: {gitops.problem}
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
            Automation of {name} is held: {automationHeld.because} (by {automationHeld.actor}). Only
            a person starts the next release.
          </Notice>
        ),
      )}
      {faults.length > 0 && (
        <Notice tone="errored" icon="bolt">
          {faults.length === 1 ? 'A fault is' : `${faults.length} faults are`} set:{' '}
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
