import { AppError } from '../../orchestrator/common/errors/app-error.ts';
import { LABELS } from '../program/labels.ts';

type Labels = Readonly<Record<string, string>>;

/**
 * Whether a thing found under the name of a new one is what a crash between creation and record left behind: it
 * carries our workspace label, and belongs to the same workspace and stack.
 */
export function isOrphan(found: Labels, desired: Labels): boolean {
  const workspace = desired[LABELS.workspace];
  return (
    workspace !== undefined &&
    found[LABELS.workspace] === workspace &&
    found[LABELS.stack] === desired[LABELS.stack]
  );
}

/** The error for a name that belongs to something that is not ours to remove. */
export function nameTaken(kind: 'container' | 'network', name: string, cause?: unknown): AppError {
  return new AppError(
    'UPDATE_FAILED',
    `The ${kind} name "${name}" is taken by a ${kind} that this workspace and stack did not create.`,
    { action: `Remove or rename that ${kind}, then update again.`, details: { name }, cause },
  );
}
