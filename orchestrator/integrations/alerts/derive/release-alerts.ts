import type { AlertKind } from '../../../core/definition/definition.ts';
import { currentPhase, isApproved, isReleased } from '../../../core/pipeline/release.ts';
import type { Release } from '../../../core/pipeline/state.ts';
import type { Action } from '../../../core/pipeline/records.ts';
import { commandLine, type AlertContent } from './alert.ts';
import type { PendingPhase } from './pending-phases.ts';
import type { Touched } from '../../../core/pipeline/release-history.ts';

type AlertDraft = AlertContent & { kind: AlertKind };

/** What an event did to releases and their phases, in the order in which things follow from each other. */
export function releaseAlerts(
  touched: readonly Touched[],
  live: readonly PendingPhase[],
): AlertDraft[] {
  const begins = touched.flatMap(({ was, is }) => {
    const actions = is.actions.slice(was?.actions.length ?? 0);
    return [...actions.flatMap((action) => actionAlert(is, action)), ...startedPhases(was, is)].map(
      of(is),
    );
  });
  const ends = touched.flatMap(({ was, is }) =>
    [...neededApproval(was, is), ...completion(is)].map(of(is)),
  );
  return [...begins, ...live.map(liveAlert), ...ends];
}

const of =
  ({ id, config }: Release) =>
  (draft: AlertDraft): AlertDraft => ({ release: id, config, ...draft });

function liveAlert({ release, config, phase }: PendingPhase): AlertDraft {
  const text = `${release}: phase ${phase} is live: all its regions answer the new version`;
  return { kind: 'phase-live', text, command: commandLine('status'), release, config, phase };
}

function actionAlert(release: Release, { type, phase, actor, reason }: Action): AlertDraft[] {
  const { id, config, to, pipeline } = release;
  const by = { actor, reason };
  const why = reason === null ? '' : `: ${reason}`;
  const status = commandLine('status');
  switch (type) {
    case 'STARTED': {
      const what = `${config} version ${to.configVersion}${colorOf(release)}`;
      const text = `${id} has started: ${what} goes through ${pipeline}, by ${actor}${why}`;
      return [{ kind: 'release-started', text, command: status, ...by }];
    }
    case 'APPROVED_FOR': {
      const text = `${id}: phase ${phase} is approved by ${actor}${countOf(release, phase)}${why}`;
      return [{ kind: 'phase-approved', text, command: status, phase, ...by }];
    }
    case 'SKIPPED': {
      const text = `${id}: phase ${phase} is skipped by ${actor}${why}`;
      return [{ kind: 'phase-skipped', text, command: status, phase, ...by }];
    }
    case 'PAUSED': {
      const text = `${id} is paused by ${actor} in phase ${phase}${why}`;
      const command = commandLine('unpause', '--release', id, '--phase', phase);
      return [{ kind: 'release-paused', text, command, phase, ...by }];
    }
    case 'UNPAUSED': {
      const text = `${id} goes on in phase ${phase}, by ${actor}${why}`;
      return [{ kind: 'release-unpaused', text, command: status, phase, ...by }];
    }
    case 'FULL_ROLL_OUT': {
      const text = `${id} is rolled out to everyone at once by ${actor}${why}`;
      return [{ kind: 'release-rolled-out', text, command: status, ...by }];
    }
    case 'ABORTED': {
      const text = `${id} is aborted by ${actor}${why}; everyone gets the former version of ${config}`;
      return [{ kind: 'release-aborted', text, command: status, phase, ...by }];
    }
    case 'CLEANED_UP':
      return [];
  }
}

function startedPhases(was: Release | undefined, is: Release): AlertDraft[] {
  return is.phases.flatMap((phase, index): AlertDraft[] => {
    if (!isReleased(is, index) || (was !== undefined && isReleased(was, index))) return [];
    const text = `${is.id}: phase ${phase.id} gets ${is.config} version ${is.to.configVersion}${colorOf(is)}`;
    const command = commandLine('status', '--watch');
    return [{ kind: 'phase-started', text, command, phase: phase.id }];
  });
}

function neededApproval(was: Release | undefined, is: Release): AlertDraft[] {
  const { stage } = is;
  if (stage.kind !== 'waiting' || isApproved(is, stage.phaseIndex)) return [];
  const wasWaiting = was?.stage.kind === 'waiting' && was.stage.phaseIndex === stage.phaseIndex;
  const phase = currentPhase(is);
  if (wasWaiting || phase === undefined) return [];
  const count =
    phase.minimumApprovals === 1 ? 'an approval' : `${phase.minimumApprovals} approvals`;
  const who = phase.selfApproval ? '' : `, not by ${is.startedBy}`;
  return [
    {
      kind: 'approval-needed',
      text: `${is.id}: phase ${phase.id} waits for ${count}${who}`,
      command: commandLine('approve', '--release', is.id, '--phase', phase.id),
      phase: phase.id,
    },
  ];
}

function completion({ id, config, to, from, stage }: Release): AlertDraft[] {
  if (stage.kind !== 'completed') return [];
  const text = `${id} is complete: everyone has ${config} version ${to.configVersion}`;
  const former = from.release;
  const command = former === null ? null : commandLine('rollback', config, '--to', former);
  return [{ kind: 'release-completed', text, command }];
}

/** How many of the approvals that are needed are there, where more than one is. */
function countOf({ phases, records }: Release, id: string): string {
  const index = phases.findIndex((phase) => phase.id === id);
  const needed = phases[index]?.minimumApprovals ?? 1;
  return needed === 1 ? '' : ` (${records[index]?.approvals.length ?? 0} of ${needed})`;
}

function colorOf({ to }: Release): string {
  const color = typeof to.defaultValue === 'object' ? to.defaultValue['color'] : undefined;
  return typeof color === 'string' ? ` (${color})` : '';
}
