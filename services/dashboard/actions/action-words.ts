import type { PastEvent } from '../../../orchestrator/control-plane/conflict-summary.ts';
import { scopeText } from '../../../orchestrator/core/pipeline/scope-text.ts';
import type { PhaseVerb, PreviewedAction } from './page-action.ts';

/** The texts of a dialog title, a button and the confirmation. */
export interface ActionWords {
  title: string;
  verb: string;
  done: string;
  isDangerous: boolean;
}

export const VERBS: Record<PhaseVerb | 'rollback' | 'hold' | 'lift', string> = {
  approve: 'Approve',
  pause: 'Pause',
  unpause: 'Unpause',
  skip: 'Skip',
  abort: 'Abort',
  rollout: 'Full rollout',
  rollback: 'Roll back',
  hold: 'Hold',
  lift: 'Lift hold',
};

/** The texts of an action. */
export function wordsOf(action: PreviewedAction): ActionWords {
  const isDangerous = action.kind === 'abort' || action.kind === 'rollback';
  const words = (title: string, done: string): ActionWords => {
    const verb = action.kind === 'config' ? 'Save' : VERBS[action.kind];
    return { title, verb, done, isDangerous };
  };
  switch (action.kind) {
    case 'approve':
      return words(`Approve phase ${named(action)}`, `Phase ${named(action)} is approved`);
    case 'pause':
      return words(`Pause ${action.release}`, `${action.release} is paused`);
    case 'unpause':
      return words(`Unpause ${action.release}`, `${action.release} is unpaused`);
    case 'skip':
      return words(`Skip phase ${named(action)}`, `Phase ${named(action)} is skipped`);
    case 'abort':
      return words(`Abort ${action.release}`, `${action.release} is aborted`);
    case 'rollout':
      return words(
        `Roll ${action.release} out to everyone`,
        `${action.release} is rolled out to everyone`,
      );
    case 'rollback':
      return words(
        `Roll ${action.config} back to ${action.release}`,
        `${action.config} is rolled back to ${action.release}`,
      );
    case 'config':
      return words(`Save ${action.config}`, `${action.config} is saved`);
    case 'hold':
      return words(`Hold ${scopeText(action.scope)}`, `${scopeText(action.scope)} is held`);
    case 'lift':
      return words(
        `Lift the hold on ${scopeText(action.scope)}`,
        `The hold on ${scopeText(action.scope)} is lifted`,
      );
  }
}

function named({ phase, release }: { phase: string | null; release: string }): string {
  return `“${phase ?? ''}” of ${release}`;
}

const PAST: Partial<Record<PastEvent['type'], string>> = {
  'phase-approved': 'approved',
  'phase-skipped': 'skipped',
  'release-paused': 'paused the release',
  'release-unpaused': 'unpaused the release',
  'release-aborted': 'aborted the release',
  'release-rolled-out': 'rolled it out to everyone',
  'config-changed': 'changed the config',
  'config-rolled-back': 'rolled the config back',
  'definition-changed': 'changed the workspace file',
  'hold-placed': 'placed a hold',
  'hold-lifted': 'lifted a hold',
};

/** `alice approved “us-west1” at 10:42:03: looks good`. */
export function pastText({ type, actor, phase, reason, atMs }: PastEvent): string {
  const what = PAST[type] ?? type;
  const isOnPhase = type === 'phase-approved' || type === 'phase-skipped';
  const on = isOnPhase && phase !== null ? ` “${phase}”` : '';
  const why = reason === null ? '' : `: ${reason}`;
  return `${actor} ${what}${on} at ${timeText(atMs)}${why}`;
}

/** The time of day in the browser's locale. */
export function timeText(atMs: number): string {
  return new Date(atMs).toLocaleTimeString(undefined, { hour12: false });
}
