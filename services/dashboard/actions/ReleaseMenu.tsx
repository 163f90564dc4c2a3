import './actions.css';
import './panels.css';
import type { ReleaseView } from '../../../orchestrator/control-plane/view/release-view.ts';
import type { StateView } from '../../../orchestrator/control-plane/view/state-view.ts';
import { state } from '../store/store.ts';
import { VERBS } from './action-words.ts';
import { ActionButton } from './ActionButton.tsx';
import { ActionMenu, type MenuAction } from './ActionMenu.tsx';
import { cliCommand } from './cli-command.ts';
import { confirm, confirmHold } from './confirm.tsx';
import { freeScopes } from './hold-choice.ts';
import type { PhaseVerb, PreviewedAction } from './page-action.ts';

type Verb = PhaseVerb | 'rollback' | 'hold' | 'lift';

/** What each does, where it is allowed. */
const EFFECTS: Readonly<Record<Verb, string>> = {
  approve: 'Lets the phase start',
  pause: 'Stops its timers, and what comes next',
  unpause: 'Lets its timers run again',
  skip: 'Ends the wait of this phase now',
  abort: 'Takes the change back everywhere, for good',
  rollout: 'Gives the change to every region at once',
  rollback: 'Gives every region the last good value again',
  hold: 'Blocks every rollout of what you choose, until it is lifted',
  lift: 'Lets what was held go on',
};

/** The actions on a release: the one that is waited for, the abort, and all others in a menu, with why one is not allowed. */
export function ReleaseMenu({ release }: { release: ReleaseView }) {
  const current = state.value;
  if (current === null) return null;
  const pause = release.can.unpause.allowed ? 'unpause' : 'pause';
  const verbs: Verb[] = ['approve', pause, 'skip', 'rollout', 'abort', 'rollback', 'hold', 'lift'];
  const first = firstVerb(release, current);
  const shown = [first, 'abort'];
  const actionOf = (verb: Verb) => menuAction(verb, release, current);
  return (
    <div class="actions" role="group" aria-label={`Actions on ${release.id}`}>
      <ActionButton
        {...actionOf(first)}
        {...(first === 'skip' ? {} : { tone: 'primary' as const })}
      />
      <ActionButton {...actionOf('abort')} tone="danger" />
      <ActionMenu actions={verbs.filter((verb) => !shown.includes(verb)).map(actionOf)} />
    </div>
  );
}

/** What the release waits for; while it goes on by itself, what would make it go on now. */
function firstVerb({ waitingFor, can }: ReleaseView, { holds }: StateView): Verb {
  if (waitingFor?.kind === 'approval') return 'approve';
  if (can.unpause.allowed) return 'unpause';
  return waitingFor?.kind === 'block' && holds.length > 0 ? 'lift' : 'skip';
}

function menuAction(verb: Verb, release: ReleaseView, current: StateView): MenuAction {
  const common = { label: VERBS[verb], effect: EFFECTS[verb] };
  if (verb === 'hold' || verb === 'lift') {
    const held = current.holds.map(({ scope }) => scope);
    const scopes = verb === 'hold' ? freeScopes(current, held) : held;
    const none = verb === 'hold' ? 'everything is already held' : 'nothing is held';
    return {
      ...common,
      refusedBecause: scopes.length === 0 ? none : undefined,
      command: cliCommand({ kind: verb, scope: scopes[0] ?? { kind: 'everything' } }),
      onClick: () => confirmHold(verb, scopes),
    };
  }
  if (verb === 'rollback') {
    const target = rollbackTarget(current, release);
    return {
      ...common,
      refusedBecause:
        target === undefined ? `${release.config} has no good release to roll back to` : undefined,
      command: target && cliCommand(target),
      onClick: () => target && confirm(target),
    };
  }
  const verdict = release.can[verb];
  const action = { kind: verb, release: release.id, phase: release.currentPhase };
  return {
    ...common,
    refusedBecause: verdict.allowed ? undefined : verdict.reason,
    command: cliCommand(action),
    onClick: () => confirm(guarded(action)),
  };
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
