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

/** What may be done with a release now: what is not valid is greyed, with the reason. */
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
    <div class="actions" role="group" aria-label={`What can be done with ${release.id}`}>
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
          target === undefined
            ? `there is no good release of ${release.config} to go back to`
            : undefined
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

/** The way out is never barred: an abort is of the release, whichever phase it has come to. */
function guarded(action: PreviewedAction & { kind: PhaseVerb }): PreviewedAction {
  return action.kind === 'abort' ? { ...action, phase: null } : action;
}

/** The latest good release of the same config that can be gone back to. */
function rollbackTarget(
  { releases, configs }: StateView,
  { config }: ReleaseView,
): PreviewedAction | undefined {
  const good = releases.findLast((one) => one.config === config && one.can.rollback.allowed);
  const known = configs[config];
  if (good === undefined || known === undefined) return undefined;
  const seen = { ifVersion: known.current.configVersion, ifRelease: known.activeRelease };
  return { kind: 'rollback', config, release: good.id, seen };
}
