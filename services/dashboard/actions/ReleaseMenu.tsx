import './actions.css';
import './panels.css';
import type { ReleaseView } from '../../../orchestrator/control-plane/view/release-view.ts';
import type { StateView } from '../../../orchestrator/control-plane/view/state-view.ts';
import { state } from '../store/store.ts';
import { VERBS } from './action-words.ts';
import { ActionButton } from './ActionButton.tsx';
import { cliCommand } from './cli-command.ts';
import { confirm } from './confirm.tsx';
import { HoldButtons } from './HoldButtons.tsx';
import type { PhaseVerb, PreviewedAction } from './page-action.ts';

/** The actions on a release; one that is not allowed now is disabled and shows the reason. */
export function ReleaseMenu({ release }: { release: ReleaseView }) {
  const current = state.value;
  if (current === null) return null;
  const { can } = release;
  const verbs: PhaseVerb[] = [
    'approve',
    can.unpause.allowed ? 'unpause' : 'pause',
    'skip',
    'rollout',
    'abort',
  ];
  const target = rollbackTarget(current, release);
  return (
    <div class="actions" role="group" aria-label={`Actions on ${release.id}`}>
      {verbs.map((kind) => {
        const verdict = can[kind];
        const action = { kind, release: release.id, phase: release.currentPhase };
        return (
          <ActionButton
            key={kind}
            label={VERBS[kind]}
            refusedBecause={verdict.allowed ? undefined : verdict.reason}
            command={cliCommand(action)}
            {...toneOf(kind)}
            onClick={() => confirm(guarded(action))}
          />
        );
      })}
      <ActionButton
        label={VERBS.rollback}
        refusedBecause={
          target === undefined ? `${release.config} has no good release to roll back to` : undefined
        }
        command={target && cliCommand(target)}
        onClick={() => target && confirm(target)}
      />
      <HoldButtons state={current} />
    </div>
  );
}

function toneOf(kind: PhaseVerb): { tone?: 'primary' | 'danger' } {
  if (kind === 'approve') return { tone: 'primary' };
  return kind === 'abort' ? { tone: 'danger' } : {};
}

/** An abort is never refused for a stale phase: it ends the whole release. */
function guarded(action: PreviewedAction & { kind: PhaseVerb }): PreviewedAction {
  return action.kind === 'abort' ? { ...action, phase: null } : action;
}

/** The latest good release of the same config that a rollback can restore. */
function rollbackTarget(
  { releases, configs }: StateView,
  { config }: ReleaseView,
): PreviewedAction | undefined {
  const good = releases.findLast((item) => item.config === config && item.can.rollback.allowed);
  const configState = configs[config];
  if (good === undefined || configState === undefined) return undefined;
  const seen = {
    ifVersion: configState.current.configVersion,
    ifRelease: configState.activeRelease,
  };
  return { kind: 'rollback', config, release: good.id, seen };
}
