/**
 * What the engines use of @pulumi/pulumi beyond its type declarations, in one place: the SDK's version is pinned
 * exactly, and the contract suite runs on these. Check the files named here when the SDK's version changes.
 */
import * as automationErrors from '@pulumi/pulumi/automation/errors.js';
import { type Output, runtime } from '@pulumi/pulumi';
import * as settings from '@pulumi/pulumi/runtime/settings.js';
import * as state from '@pulumi/pulumi/runtime/state.js';

/** What the SDK's command objects resolve to. */
export interface CommandResult {
  stdout: string;
  stderr: string;
  code: number;
}

/**
 * Runs a program with a runtime state of its own (project, stack, monitor), apart from every other in the process.
 * The Automation API's language server does the same: `automation/server.js`, `runtime/state.js`.
 */
export const { withLocalStorage } = state as unknown as {
  withLocalStorage: <T>(run: () => Promise<T>) => Promise<T>;
};

/** Resolves when no registration is under way any more: `runtime/settings.js`. */
export const { waitForRPCs } = settings as unknown as { waitForRPCs: () => Promise<void> };

/** The SDK's classes of failed commands, chosen by what the CLI wrote: `automation/errors.js`. */
export const { createCommandError } = automationErrors as unknown as {
  createCommandError: (result: CommandResult) => Error;
};

/** The value of an output, undefined while it is unknown: `output.js`. */
export function valueOf<T>(output: Output<T>): Promise<T> {
  return (output as unknown as { promise: () => Promise<T> }).promise();
}

/**
 * Call while a program's error is on its way to the SDK, which hands it on to its host and leaves two more promises
 * with the same error to nobody: those would end the process, or a test run: `runtime/stack.js`, `output.js`.
 */
export function expectProgramFailure(): void {
  const stack = runtime.getStackResource() as
    { outputs?: { isKnown: Promise<boolean>; isSecret: Promise<boolean> } } | undefined;
  stack?.outputs?.isKnown.catch(() => undefined);
  stack?.outputs?.isSecret.catch(() => undefined);
}

let users = 0;
let limitBefore = Error.stackTraceLimit;

/**
 * Runs something while no error records its stack: the Pulumi SDK makes an error per promise for messages that nobody
 * reads, most of the time that a program with many resources takes. The limit is global, so it comes back when the
 * last of several users has ended.
 */
export async function withoutStackTraces<T>(run: () => Promise<T>): Promise<T> {
  if (users === 0) {
    limitBefore = Error.stackTraceLimit;
    Error.stackTraceLimit = 0;
  }
  users += 1;
  try {
    return await run();
  } finally {
    users -= 1;
    if (users === 0) Error.stackTraceLimit = limitBefore;
  }
}
