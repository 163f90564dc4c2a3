import { nameInUrn } from './urn.ts';
import path from 'node:path';
import {
  type EngineEvent,
  LocalWorkspace,
  type ProjectSettings,
  type Stack,
} from '@pulumi/pulumi/automation/index.js';
import type { Clock } from '../../orchestrator/common/clock.ts';
import { AppError } from '../../orchestrator/common/errors/app-error.ts';
import { packageRoot } from '../../orchestrator/common/package-root.ts';
import { classifyFailure, updateAborted, type LockHolder } from './classify-failure.ts';
import type {
  DestroyOptions,
  Engine,
  UpdateOptions,
  ProtectedResource,
} from '../../orchestrator/ports/engine.ts';
import { createOneAtATime } from './one-at-a-time.ts';
import { cliEnvironment, prepareFolder } from './pulumi/cli-environment.ts';
import { createPulumiCommand, type PulumiCli, requirePulumi } from './pulumi/pulumi-command.ts';
import { createStackGate, createStackOwner } from './pulumi/stack-gate.ts';
import { lockHolders } from './pulumi/stack-lock.ts';
import { createUpdateRecorder, type UpdateRecorder } from './pulumi/update-recorder.ts';
import { protectedFromDestroy } from './protection.ts';
import { stackOutputs, PROJECT } from './stack-outputs.ts';
import { policyOptions, packFailureIn } from './pulumi/policy-options.ts';
import { advise, assertKept, policyViolated } from '../policy/policy-errors.ts';
import { withoutStackTraces } from './pulumi-internals.ts';
import { ignoreLateRejections } from './pulumi/unhandled-rejections.ts';
import { inlineProgram, type InlineProgram } from './pulumi/inline-program.ts';

export interface PulumiEngineOptions {
  /** Where states, locks, the passphrase and Pulumi's home are; made when it is not there. */
  folder: string;
  cli: PulumiCli;
  /**
   * Ports of provider processes that already run, by package. Without `docker`, its plugin is the one in the user's
   * own Pulumi home.
   */
  attach: { docker?: number; colorteller: number };
  clock: Clock;
  /** Where state and locks are, and whose the stacks are there; left out: in the folder, all ours. */
  shared?: { backend: string; owner: string } | undefined;
  /** The environment that the CLI gets, without its PULUMI_ variables. Default: this process's. */
  env?: NodeJS.ProcessEnv;
}

/**
 * The engine that is Pulumi itself: the CLI by the Automation API, with the program inline in this process, a file
 * backend in the workspace, and provider processes that outlive the updates.
 * @throws AppError PULUMI_TOO_OLD
 */
export async function createPulumiEngine(options: PulumiEngineOptions): Promise<Engine> {
  const { cli, attach, clock, shared, env = process.env } = options;
  requirePulumi(cli);
  ignoreLateRejections();
  const folder = await prepareFolder(options.folder);
  const pulumiCommand = createPulumiCommand({
    cli,
    env: cliEnvironment({ env, folder, attach, backend: shared?.backend }),
    clock,
  });
  const workspace = await LocalWorkspace.create({
    workDir: folder.project,
    pulumiCommand,
    projectSettings: projectSettings(attach),
  });
  const owner = shared === undefined ? undefined : createStackOwner(workspace, shared.owner);
  const gate = createStackGate(workspace, {
    owner,
    // The lock files are more precise: the CLI does not print their paths.
    holders: (stack, error) =>
      shared === undefined
        ? lockHolders(folder.backend, stack)
        : Promise.resolve(lockHoldersIn(error.message)),
  });
  const exclusively = createOneAtATime();

  /** Runs one command of the CLI on a stack and returns its result. */
  const run = async (
    { stack, signal, onEvent = () => undefined }: RunOptions,
    command: (options: CommandOptions) => Promise<unknown>,
    program?: InlineProgram,
  ): Promise<UpdateRecorder> => {
    let recorder = createUpdateRecorder(onEvent);
    try {
      if (signal?.aborted === true) throw updateAborted(stack, signal.reason);
      await gate.unlocked(stack, () => {
        recorder = createUpdateRecorder(onEvent);
        return command({
          onEvent: (event) => recorder.take(event),
          ...(signal === undefined ? {} : { signal }),
        });
      });
      return recorder;
    } catch (error) {
      // The next opening of the stack checks whether the update was interrupted.
      gate.forget(stack);
      throw failureOf(error, { stack, signal, recorder, program });
    } finally {
      recorder.end();
    }
  };

  const up = async (update: UpdateOptions) => {
    const startedAtMs = clock.nowMs();
    const { refresh = false, policies = [] } = update;
    // The CLI itself checks a stack as a whole after the update, and each resource when others are changed already.
    if (policies.length > 0) {
      const { advice } = await preview({ ...update, refresh: false });
      advise(advice ?? [], update.onEvent ?? (() => undefined));
    }
    const program = inlineProgram(update.program);
    const recorder = await run(
      update,
      async (options) => {
        const stack = await gate.open(update.stack);
        // One region's failure does not stop the changes of the others.
        const how = {
          ...{ ...options, program: program.run, refresh, continueOnError: true },
          ...(await policyOptions(folder.project, update)),
        };
        await withoutStackTraces(() => stack.up(how));
      },
      program,
    );
    const outputs = stackOutputs(await program.outputs());
    return { changes: recorder.changes(), outputs, durationMs: clock.nowMs() - startedAtMs };
  };

  const preview = async ({ stack: name, signal, ...update }: UpdateOptions) => {
    const { refresh = false, onEvent } = update;
    const program = inlineProgram(update.program);
    const recorder = await run(
      {
        stack: name,
        ...(signal === undefined ? {} : { signal }),
        // What plugins print; the update reports its steps itself.
        onEvent: (event) => {
          if (event.kind === 'log' && event.severity === 'info') onEvent?.(event);
        },
      },
      async (options) => {
        const stack = await gate.open(name);
        const how = {
          ...{ ...options, program: program.run, refresh },
          ...(await policyOptions(folder.project, { ...update, stack: name })),
        };
        await withoutStackTraces(() => stack.preview(how));
      },
      program,
    );
    const violations = recorder.violations();
    // The CLI would apply a remediation, and go on.
    assertKept(name, violations);
    return { changes: recorder.planned(), ...(violations.length > 0 && { advice: violations }) };
  };

  const destroy = async ({ unprotect = false, ...options }: DestroyOptions) => {
    await run(options, async (how) => {
      const stack = await gate.find(options.stack);
      const protectedUrns = stack === undefined ? [] : await protectedResources(stack);
      if (protectedUrns.length > 0 && !unprotect) throw protectedFromDestroy(protectedUrns);
      if (stack !== undefined && protectedUrns.length > 0) await unprotectAll(stack);
      await stack?.destroy({ ...how, remove: true });
    });
    gate.forget(options.stack);
  };

  return {
    name: 'pulumi',
    up: (update) => exclusively(update.stack, () => up(update)),
    preview: (update) => exclusively(update.stack, () => preview(update)),
    destroy: (options) => exclusively(options.stack, () => destroy(options)),
    protectedIn: async (name) => {
      const stack = await gate.find(name);
      return stack === undefined ? [] : protectedResources(stack);
    },
    stacks: async () => {
      const stacks = await workspace.listStacks().catch((error: unknown) => {
        throw backendFailure(error) ?? error;
      });
      const names = stacks.map(({ name }) => name).sort();
      if (owner === undefined) return names;
      const areOurs = await Promise.all(names.map((name) => owner.isOurs(name)));
      return names.filter((_, index) => areOurs[index]);
    },
    // The CLI ends with each update, and the provider processes belong to their starter.
    close: () => Promise.resolve(),
  };
}

/**
 * Where a plugin may be downloaded, the CLI searches for that of our own package at every update, attached or not, and
 * takes seconds to find none. With a local plugin configured it does not search. What runs policy packs is used where
 * the CLI came without a language host for Node.js.
 */
function projectSettings(attach: PulumiEngineOptions['attach']) {
  const analyzers = ['policy-nodejs', 'policy-colorteller'].map((name) => ({
    name,
    path: path.join(packageRoot, 'infra/policy/bin'),
  }));
  const local = { name: 'colorteller', path: path.join(packageRoot, 'infra/provider/bin') };
  const providers = attach.docker === undefined ? [local] : [];
  const settings: ProjectSettings = { name: PROJECT, runtime: 'nodejs' };
  return { ...settings, plugins: { analyzers, ...(providers.length > 0 && { providers }) } };
}

type RunOptions = Pick<UpdateOptions, 'stack' | 'signal' | 'onEvent'>;

interface CommandOptions {
  onEvent: (event: EngineEvent) => void;
  signal?: AbortSignal;
}

interface FailedRun {
  stack: string;
  signal: AbortSignal | undefined;
  recorder: UpdateRecorder;
  program: InlineProgram | undefined;
}

function failureOf(error: unknown, { stack, signal, recorder, program }: FailedRun): AppError {
  if (error instanceof AppError) return error;
  if (signal?.aborted === true) return updateAborted(stack, error);
  const violations = recorder.violations().filter(({ level }) => level === 'mandatory');
  if (violations.length > 0) return policyViolated(stack, violations);
  const backendError = backendFailure(error);
  if (backendError !== undefined) return backendError;
  const thrown = program?.failure()?.error;
  if (thrown instanceof AppError) return thrown;
  const diagnostics = recorder.diagnostics();
  const text = [...diagnostics, lastLine(error)].join('\n');
  const packError = packFailureIn(text, recorder.pluginOutput());
  if (packError !== undefined) return packError;
  const words = diagnostics.length > 0 ? diagnostics : [lastLine(thrown ?? error)];
  return classifyFailure({ stack, steps: recorder.failures(), diagnostics: words, cause: error });
}

function lastLine(error: unknown): string {
  return error instanceof Error ? error.message.trim() : String(error);
}

/** What the CLI says of a backend that it cannot open, and of one that it may not. */
const UNREACHABLE =
  /^error: (unable to open (?:state|bucket).*|read "\.pulumi\/.*|problem logging in.*|could not get cloud url.*|PULUMI_ACCESS_TOKEN must be set.*|.*incorrect passphrase.*)$/m;

/** What it says of a state that was cut off. */
const DAMAGED = /^error: (.*(?:unexpected end of JSON input|invalid character '.*))$/m;

/** The error of a command that did not get at the state; undefined for any other failure. */
export function backendFailure(error: unknown): AppError | undefined {
  const text = error instanceof Error ? error.message : String(error);
  const damage = DAMAGED.exec(text)?.[1];
  if (damage !== undefined) {
    return new AppError('WORKSPACE_INVALID', `Pulumi's state of a stack is damaged: ${damage}`, {
      action: 'See what can be saved with: npx colorteller repair',
      cause: error,
    });
  }
  const words = UNREACHABLE.exec(text)?.[1];
  if (words === undefined) return undefined;
  return new AppError('BACKEND_UNAVAILABLE', `Pulumi's backend cannot be used: ${words}`, {
    action:
      'Start it, or give its credentials in the environment of "up" (PGUSER and PGPASSWORD, AWS_ACCESS_KEY_ID, PULUMI_ACCESS_TOKEN, PULUMI_CONFIG_PASSPHRASE).',
    cause: error,
    retryable: true,
  });
}

/**
 * Who holds locks, as the CLI prints it for any backend that is not Pulumi Cloud (pkg/backend/diy/lock.go): a line
 * `ADDRESS: created by USER@HOST (pid 7) at TIME` for each. None when it prints no such line.
 */
export function lockHoldersIn(text: string): LockHolder[] {
  const lines = text.matchAll(/^\s*(\S+): created by (.+)@([^@\s]+) \(pid (\d+)\) at /gm);
  return [...lines].map(([, file = '', username = '', hostname = '', pid = '']) => ({
    file,
    username,
    hostname,
    pid: Number(pid),
  }));
}

/** The part of a stack's deployment that we read. */
interface Resources {
  resources?: { urn: string; type: string; protect?: boolean }[];
}

/** What the state of a stack says may not be deleted. */
async function protectedResources(stack: Stack): Promise<ProtectedResource[]> {
  const { deployment } = (await stack.exportStack()) as { deployment: Resources };
  return (deployment.resources ?? [])
    .filter(({ protect }) => protect === true)
    .map(({ urn, type }) => ({ type, name: nameInUrn(urn) }));
}

/** Lifts the protection of everything in a stack's state, as `pulumi state unprotect --all` does. */
async function unprotectAll(stack: Stack): Promise<void> {
  const exported = await stack.exportStack();
  const { resources = [] } = exported.deployment as Resources;
  for (const resource of resources) delete resource.protect;
  await stack.importStack(exported);
}
