import type { LocalWorkspace } from '@pulumi/pulumi/automation/index.js';
import { AppError } from '../../../orchestrator/common/errors/app-error.ts';

/** Whose a stack is, on a backend that several workspaces use. */
export interface StackOwner {
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
        `stack ${stack} is that of workspace ${present} on this backend`,
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
