import './actions.css';
import { useSignal } from '@preact/signals';
import type { ReleaseView } from '../../../orchestrator/control-plane/view/release-view.ts';
import type { StateView } from '../../../orchestrator/control-plane/view/state-view.ts';
import type { HoldScope } from '../../../orchestrator/pipeline/state.ts';
import { state } from '../store/store.ts';
import { VERBS } from './action-words.ts';
import { ActionButton } from './ActionButton.tsx';
import { cliCommand } from './cli-command.ts';
import { ConfirmDialog } from './ConfirmDialog.tsx';
import { scopeValue } from './hold-choice.ts';
import { HoldDialog } from './HoldDialog.tsx';
import type { PhaseVerb, PreviewedAction } from './page-action.ts';

type Opened = PreviewedAction | { kind: 'choose-hold' } | { kind: 'choose-lift' };

/** What may be done with a release now: what is not valid is greyed, with the reason. */
export function ReleaseMenu({ release }: { release: ReleaseView }) {
  const opened = useSignal<Opened | undefined>(undefined);
  const current = state.value;
  if (current === null) return null;
  const close = () => (opened.value = undefined);
  const { can } = release;
  const verbs: PhaseVerb[] = [
    'approve',
    can.unpause.allowed ? 'unpause' : 'pause',
    'skip',
    'rollout',
    'abort',
  ];
  const target = rollbackTarget(current, release);
  const lifts = current.holds.map(({ scope }) => scope);
  const holds = freeScopes(current, lifts);
  return (
    <>
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
              onClick={() => (opened.value = guarded(action))}
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
          onClick={() => (opened.value = target)}
        />
        <ActionButton
          label={VERBS.hold}
          refusedBecause={holds.length === 0 ? 'everything is held already' : undefined}
          command={cliCommand({ kind: 'hold', scope: { kind: 'everything' } })}
          onClick={() => (opened.value = { kind: 'choose-hold' })}
        />
        <ActionButton
          label={VERBS.lift}
          refusedBecause={lifts.length === 0 ? 'nothing is held' : undefined}
          command={cliCommand({ kind: 'lift', scope: lifts[0] ?? { kind: 'everything' } })}
          onClick={() => (opened.value = { kind: 'choose-lift' })}
        />
      </div>
      {dialogOf(opened.value, { holds, lifts, close })}
    </>
  );
}

function dialogOf(
  opened: Opened | undefined,
  { holds, lifts, close }: { holds: HoldScope[]; lifts: HoldScope[]; close: () => void },
) {
  if (opened === undefined) return null;
  if (opened.kind === 'choose-hold')
    return <HoldDialog kind="hold" scopes={holds} onClose={close} />;
  if (opened.kind === 'choose-lift')
    return <HoldDialog kind="lift" scopes={lifts} onClose={close} />;
  return <ConfirmDialog action={opened} onClose={close} />;
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

/** What is not held yet, the widest first. */
function freeScopes({ configs, regions }: StateView, held: readonly HoldScope[]): HoldScope[] {
  const taken = new Set(held.map(scopeValue));
  const all: HoldScope[] = [
    { kind: 'everything' },
    ...Object.keys(configs).map((name) => ({ kind: 'config' as const, name })),
    ...regions.map(({ name }) => ({ kind: 'region' as const, name })),
  ];
  return all.filter((scope) => !taken.has(scopeValue(scope)));
}
