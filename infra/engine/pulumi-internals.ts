/**
 * What the engines use of @pulumi/pulumi beyond its type declarations, in one place: the SDK's version is pinned
 * exactly, and the contract suite runs on these. Check the files named here when the SDK's version changes.
 */
import * as automationErrors from '@pulumi/pulumi/automation/errors.js';
import { output, type Output, runtime } from '@pulumi/pulumi';
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

const { getStore } = state as unknown as {
  getStore: () => { settings: { rpcDone: Promise<void> } };
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

/** What a program asks the engine by, of all that the SDK calls: `runtime/resource.js`, `runtime/invoke.js`. */
const CALLS = ['registerResource', 'registerResourceOutputs', 'readResource', 'invoke', 'call'];

type Call = (request: unknown, answer: (...results: unknown[]) => void) => unknown;

/** Tells, whenever it changes, how many calls of the program that runs here the engine has not answered yet. */
export function watchCalls(onChange: (unanswered: number) => void): void {
  const monitor = runtime.getMonitor() as Record<string, unknown> | undefined;
  if (monitor === undefined) return;
  let unanswered = 0;
  for (const name of CALLS) {
    const call = monitor[name] as Call | undefined;
    if (call === undefined) continue;
    const watched: Call = (request, answer) => {
      onChange((unanswered += 1));
      return call.call(monitor, request, (...results) => {
        onChange((unanswered -= 1));
        answer(...results);
      });
    };
    monitor[name] = watched;
  }
}

/** Nobody waits any more for the registrations of the program that runs here: {@link waitForRPCs}. */
export function forgetRPCs(): void {
  getStore().settings.rpcDone = Promise.resolve();
}

/** Resolves when all in a program's outputs has. The SDK's other promises of them may fail: the engine resolves them again. */
export async function resolved(outputs: unknown): Promise<void> {
  const all = output(outputs) as unknown as Record<'isKnown' | 'isSecret', Promise<boolean>>;
  all.isKnown.catch(() => undefined);
  all.isSecret.catch(() => undefined);
  await valueOf(all as unknown as Output<unknown>);
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
