import type { ReleaseView } from '../../../orchestrator/control-plane/view/release-view.ts';
import type { StateView } from '../../../orchestrator/control-plane/view/state-view.ts';
import type { Action, Version } from '../../../orchestrator/core/pipeline/records.ts';
import { timeText } from './action-words.ts';
import { ActionButton } from './ActionButton.tsx';
import { cliCommand } from './cli-command.ts';
import { HoldButtons } from './HoldButtons.tsx';
import { confirm } from './confirm.tsx';
import type { PreviewedAction } from './page-action.ts';
import { Swatch } from '../parts/Swatch.tsx';
import { Arrow } from './Arrow.tsx';

/** All releases, latest first: verdict, actions, and a rollback. */
export function Releases({ state }: { state: StateView }) {
  const isQuiet = state.releases.every(({ currentPhase }) => currentPhase === null);
  return (
    <>
      {isQuiet && (
        <div class="actions" role="group" aria-label="Actions while no release is in progress">
          <HoldButtons state={state} />
        </div>
      )}
      {state.releases.length === 0 && (
        <p class="muted">No release yet. Change a config to start one.</p>
      )}
      <ol class="releases" reversed>
        {state.releases.toReversed().map((release) => {
          const action = rollbackOf(state, release);
          const verdict = release.can.rollback;
          return (
            <li key={release.id} class="release" data-release={release.id}>
              <p class="release__head">
                <strong>{release.id}</strong> <Verdict release={release} />
                <span class="muted">{release.config}</span>
              </p>
              <p class="release__values">
                <Value version={release.from} /> <Arrow /> <Value version={release.to} />
              </p>
              <ul class="release__actions muted">{release.actions.map(actionLine)}</ul>
              {release.verdict === 'good' && action !== undefined && (
                <ActionButton
                  label={`Roll back to ${release.id}`}
                  refusedBecause={verdict.allowed ? undefined : verdict.reason}
                  command={cliCommand(action)}
                  onClick={() => confirm(action)}
                />
              )}
            </li>
          );
        })}
      </ol>
    </>
  );
}

function rollbackOf({ configs }: StateView, release: ReleaseView): PreviewedAction | undefined {
  const configState = configs[release.config];
  if (configState === undefined) return undefined;
  const seen = {
    ifVersion: configState.current.configVersion,
    ifRelease: configState.activeRelease,
  };
  return { kind: 'rollback', config: release.config, release: release.id, seen };
}

function Verdict({ release: { verdict, status } }: { release: ReleaseView }) {
  if (verdict === 'good') return <span class="badge tone-done">✔ good</span>;
  if (verdict === 'bad') return <span class="badge tone-failed">✖ bad</span>;
  return <span class="badge tone-live">● {status.toLowerCase().replaceAll('_', ' ')}</span>;
}

function Value({ version: { defaultValue, configVersion } }: { version: Version }) {
  const color = typeof defaultValue === 'object' ? defaultValue['color'] : undefined;
  return (
    <span class="release__value">
      {typeof color === 'string' ? (
        <Swatch color={color} />
      ) : (
        <code>{JSON.stringify(defaultValue)}</code>
      )}{' '}
      <span class="muted">v{configVersion}</span>
    </span>
  );
}

const DID: Record<Action['type'], string> = {
  STARTED: 'started',
  ABORTED: 'aborted',
  PAUSED: 'paused',
  UNPAUSED: 'unpaused',
  APPROVED_FOR: 'approved',
  SKIPPED: 'skipped',
  FULL_ROLL_OUT: 'rolled out to everyone',
  CLEANED_UP: 'cleaned up',
};

function actionLine({ type, actor, atMs, phase, reason }: Action) {
  const isOnPhase = type === 'APPROVED_FOR' || type === 'SKIPPED';
  return (
    <li key={`${atMs} ${type} ${phase} ${actor}`}>
      <span class="numbers">{timeText(atMs)}</span> {DID[type]}
      {isOnPhase && ` “${phase}”`} by <strong>{actor}</strong>
      {reason !== null && `: ${reason}`}
    </li>
  );
}
