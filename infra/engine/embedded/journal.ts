import type { ResourceRecord, StackState } from './state-file.ts';

/** The state of a stack while an update works on it, written down after every step. */
export interface Journal {
  /** By URN, in the order of registration. */
  readonly resources: Map<string, ResourceRecord>;
  /** Replaced and not yet deleted. */
  readonly retired: Set<ResourceRecord>;
  /** Creations that were begun, by URN. */
  readonly pending: Map<string, StackState['pending'][number]>;
  /** Resolves when everything up to now is on the disk. */
  save(): Promise<void>;
  /** Nothing is written any more, as if this process had ended. */
  freeze(): void;
}

/** @param write is never called again before its last call has ended. */
export function createJournal(
  state: StackState,
  write: (state: StackState) => Promise<void>,
): Journal {
  const resources = new Map(state.resources.map((record) => [record.urn, record]));
  const retired = new Set(state.retired);
  const pending = new Map(state.pending.map((creation) => [creation.urn, creation]));
  let last: Promise<void> = Promise.resolve();
  let next: Promise<void> | undefined;
  let isFrozen = false;

  const snapshot = (): StackState => ({
    version: 1,
    resources: [...resources.values()],
    retired: [...retired],
    pending: [...pending.values()],
  });
  // Steps that end while a write is under way share the one after it.
  const save = (): Promise<void> => {
    next ??= last
      .catch(() => undefined)
      .then(() => {
        next = undefined;
        last = isFrozen ? Promise.resolve() : write(snapshot());
        return last;
      });
    return next;
  };
  const freeze = (): void => {
    isFrozen = true;
  };
  return { resources, retired, pending, save, freeze };
}
