import {
  ConcurrentUpdateError,
  type LocalWorkspace,
  Stack,
  StackNotFoundError,
} from '@pulumi/pulumi/automation/index.js';
import { type LockHolder, updateConflict } from '../classify-failure.ts';
import { isOrphaned } from './stack-lock.ts';
import { AppError } from '../../../orchestrator/common/errors/app-error.ts';

/** Finds stacks, once each, and opens the locks that a dead CLI left on them. */
export interface StackGate {
  /** Makes the stack when there is none. */
  open(name: string): Promise<Stack>;
  /** Undefined when there is no such stack. */
  find(name: string): Promise<Stack | undefined>;
  forget(name: string): void;
  /**
   * Runs a command on the stack; when a lock without a living holder blocks it, removes the lock and retries.
   * @throws AppError UPDATE_CONFLICT when the lock is held.
   */
  unlocked<T>(name: string, run: () => Promise<T>): Promise<T>;
}

export interface StackGateOptions {
  /** For a backend that others use, too. */
  owner: StackOwner | undefined;
  /** Who holds the locks that a command met. */
  holders: (stack: string, error: Error) => Promise<LockHolder[]>;
}

export function createStackGate(workspace: LocalWorkspace, options: StackGateOptions): StackGate {
  const cachedStacks = new Map<string, Stack>();
  const remember = (name: string, stack: Stack): Stack => {
    cachedStacks.set(name, stack);
    return stack;
  };
  return {
    open: async (name) => {
      const found = cachedStacks.get(name);
      if (found !== undefined) return found;
      const stack = await Stack.createOrSelect(name, workspace);
      await options.owner?.claim(name);
      remember(name, stack);
      if (await hasPendingOperations(stack)) await repair(stack);
      return stack;
    },
    find: async (name) => {
      try {
        return cachedStacks.get(name) ?? remember(name, await Stack.select(name, workspace));
      } catch (error) {
        if (error instanceof StackNotFoundError) return undefined;
        throw error;
      }
    },
    forget: (name) => void cachedStacks.delete(name),
    unlocked: async (name, run) => {
      try {
        return await run();
      } catch (error) {
        if (!(error instanceof ConcurrentUpdateError)) throw error;
        const holders = await options.holders(name, error);
        const orphans = await Promise.all(holders.map((holder) => isOrphaned(holder)));
        if (!orphans.every(Boolean)) throw updateConflict(name, holders, error);
        const stack = cachedStacks.get(name);
        // With no holder left, the lock went away by itself meanwhile.
        if (holders.length > 0 && stack !== undefined) await recover(stack);
      }
      return run().catch((error: unknown) => {
        throw error instanceof ConcurrentUpdateError ? updateConflict(name, [], error) : error;
      });
    },
  };
}

/** After a CLI was killed: removes its lock and refreshes the stack. */
async function recover(stack: Stack): Promise<void> {
  await stack.cancel();
  await repair(stack);
}

/**
 * Refreshes the stack. Creations that a killed CLI had begun are dropped from the state, since nobody
 * can give Pulumi their ids; our provider adopts what they left.
 */
async function repair(stack: Stack): Promise<void> {
  await stack.refresh({ clearPendingCreates: true });
}

/** Whether an update was interrupted, even if its lock has been removed since. */
async function hasPendingOperations(stack: Stack): Promise<boolean> {
  const { deployment } = (await stack.exportStack()) as {
    deployment?: { pending_operations?: unknown };
  };
  const pending = deployment?.pending_operations;
  return Array.isArray(pending) && pending.length > 0;
}

/** Whose a stack is, on a backend that several workspaces use. */
interface StackOwner {
  /** Claims a stack without an owner. @throws AppError STACK_TAKEN */
  claim(stack: string): Promise<void>;
  isOurs(stack: string): Promise<boolean>;
}

/** The tag that names the workspace of a stack. */
const TAG = 'colorteller:workspace';

/**
 * By a tag of the stack. Without it, a second workspace with a stack of the same name would take the regions of the first
 * for its own, and delete them.
 * @param owner what names the workspace: its absolute path, as on the labels of containers.
 */
export function createStackOwner(workspace: LocalWorkspace, owner: string): StackOwner {
  const ownerOf = async (stack: string) => (await workspace.listTags(stack))[TAG];
  return {
    claim: async (stack) => {
      const present = await ownerOf(stack);
      if (present === owner) return;
      if (present === undefined) {
        await workspace.setTag(stack, TAG, owner);
        return;
      }
      throw new AppError(
        'STACK_TAKEN',
        `stack ${stack} on this backend belongs to workspace ${present}`,
        {
          action:
            'Give the stacks of this workspace other names in its file, or it another backend.',
          details: { stack, owner: present },
        },
      );
    },
    isOurs: async (stack) => (await ownerOf(stack)) === owner,
  };
}
