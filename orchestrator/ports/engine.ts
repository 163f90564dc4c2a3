import type { ResourceChange, StackOutputs, UpdateEvent } from './update-event.ts';
import type { PlannedChange } from './planned-change.ts';
import type { PolicyPackSpec, PolicyViolation } from './policy.ts';

/** A Pulumi program as a function: registers resources, returns the stack's outputs. */
export type Program = () => Promise<Record<string, unknown>>;

export interface UpdateOptions {
  /** Name of the stack, unique in the workspace. */
  stack: string;
  program: Program;
  /** Policy packs that the update keeps; they run before anything changes. Default: none. */
  policies?: readonly PolicyPackSpec[];
  /** Run the program once before, where that is fast, so that one that fails has changed nothing. Default false. */
  isProgramTried?: boolean;
  /** Read every resource first, so that one removed by hand is created again. Default false. */
  refresh?: boolean;
  /** Stops the update; the promise then rejects with UPDATE_ABORTED. */
  signal?: AbortSignal;
  /** Called for each step as it happens. */
  onEvent?: (event: UpdateEvent) => void;
}

export interface UpdateResult {
  changes: ResourceChange[];
  outputs: StackOutputs;
  durationMs: number;
}

export interface PreviewResult {
  changes: PlannedChange[];
  /** What breaks advisory policies; left out: nothing. An update logs it as warnings. */
  advice?: readonly PolicyViolation[];
}

export interface DestroyOptions extends Pick<UpdateOptions, 'stack' | 'signal' | 'onEvent'> {
  /** Delete what is protected, too. Default false. */
  unprotect?: boolean;
}

export type ProtectedResource = Pick<ResourceChange, 'type' | 'name'>;

/**
 * Port: makes what runs match what a program says. Two adapters, one contract suite:
 * `pulumi` (the real CLI by the Automation API) and `embedded` (the same program without the CLI).
 * Calls for one stack must not overlap; calls for several stacks may.
 */
export interface Engine {
  readonly name: 'pulumi' | 'embedded';
  /**
   * Creates, updates, replaces and deletes until the stack matches the program. What succeeded before a failure
   * stays recorded, so that the next call goes on from there.
   * @throws AppError UPDATE_FAILED (with the failing resources), UPDATE_CONFLICT, UPDATE_ABORTED, or the code of the cause;
   * POLICY_VIOLATED and POLICY_PACK_FAILED before anything is changed.
   */
  up(options: UpdateOptions): Promise<UpdateResult>;
  /**
   * What `up` would do; touches nothing.
   * @throws AppError POLICY_VIOLATED, POLICY_PACK_FAILED.
   */
  preview(options: UpdateOptions): Promise<PreviewResult>;
  /**
   * Deletes everything in the stack, and the stack itself. Destroying a stack that does not exist is not an error.
   * @throws AppError PROTECTED before anything is deleted, where a resource is protected and `unprotect` is not given.
   */
  destroy(options: DestroyOptions): Promise<void>;
  /** The resources of a stack that may not be deleted; none where there is no such stack. */
  protectedIn(stack: string): Promise<ProtectedResource[]>;
  /** Names of the stacks that this engine knows in its workspace. */
  stacks(): Promise<string[]>;
  /** Releases what the adapter holds open (plugin processes, say). Idempotent. */
  close(): Promise<void>;
}
