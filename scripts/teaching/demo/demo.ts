import { AppError } from '../../../orchestrator/common/errors/app-error.ts';
import { toAppError } from '../../../orchestrator/common/errors/to-app-error.ts';
import { run, type RunningOrchestrator } from '../../../orchestrator/main.ts';
import { replicaUrls } from '../../../orchestrator/runtime/observation/observer.ts';
import { httpRegionProbe } from '../../../orchestrator/runtime/observation/region-probe.ts';
import type { EngineOptions } from '../../cli/commands/run-options.ts';
import { createControlClient } from '../../cli/client/control-client.ts';
import {
  cleanUpKilledRuns,
  createTemporaryWorkspace,
  removeTemporaryWorkspace,
} from '../../cli/temporary-workspace.ts';
import { watchRegions, type Colors } from './regions.ts';
import { walkthroughSteps, type DemoStep } from './steps.ts';
import { realClock } from '../../../orchestrator/common/real-clock.ts';

/** Presents the demo: in a presenter's terminal, or as lines of JSON. */
export interface Narrator {
  progress(line: string): void;
  opening(orchestrator: RunningOrchestrator): void;
  stepBegins(number: number, step: DemoStep): void;
  colorsChanged(colors: Colors): void;
  stepEnded(number: number, step: DemoStep, outcome: { colors: Colors; ok: boolean }): void;
  /** Says what the regions still answer. */
  unchanged(text: string, colors: Colors): void;
  /** Resolves when the presenter goes on. @param does what then happens */
  pause(does: string): Promise<void>;
  /** Resolves when everything may be removed. */
  closing(orchestrator: RunningOrchestrator): Promise<void>;
}

export interface DemoOptions extends EngineOptions {
  env: NodeJS.ProcessEnv;
  signal: AbortSignal;
  /** Of the control plane, with the regions' after it; 0: free ports. Default: a free port, and the usual ones for the regions. */
  port?: number;
  /** How long one step may take to be observed. */
  stepDeadlineMs: number;
}

/**
 * Plays the seven steps against a workspace of its own, and removes everything at the end, also after a failure.
 * @throws AppError STEP_FAILED naming the step that was not observed.
 */
export async function playDemo(options: DemoOptions, narrator: Narrator): Promise<void> {
  const { env, signal, port } = options;
  const newRegionPorts = port === undefined ? 'usual' : port === 0 ? 'any' : port + 1;
  await cleanUpKilledRuns(env, (line) => narrator.progress(line));
  const workspace = await createTemporaryWorkspace();
  let orchestrator: RunningOrchestrator | undefined;
  try {
    orchestrator = await run(
      { ...options, workspace, port: port ?? 0, loopEveryMs: null, newRegionPorts },
      { onProgress: (line) => narrator.progress(line) },
    );
    signal.throwIfAborted();
    narrator.opening(orchestrator);
    await playSteps(options, narrator, orchestrator);
    await narrator.closing(orchestrator);
  } finally {
    await orchestrator?.stop({ destroy: true });
    await removeTemporaryWorkspace(workspace);
  }
}

async function playSteps(
  options: DemoOptions,
  narrator: Narrator,
  orchestrator: RunningOrchestrator,
): Promise<void> {
  const { signal, stepDeadlineMs: deadlineMs } = options;
  const clock = realClock;
  let isDeployed = false;
  const regions = watchRegions({
    urls: Object.fromEntries(
      orchestrator.definition.regions.map((region) => [region.name, replicaUrls(region)[0] ?? '']),
    ),
    probe: httpRegionProbe,
    clock,
    signal,
    deadlineMs,
    onChange: (colors) => {
      isDeployed ||= Object.values(colors).some((color) => color !== null);
      if (isDeployed) narrator.colorsChanged(colors);
    },
  });
  const client = createControlClient(orchestrator.url, orchestrator.key);
  const hold = async (text: string, colors: Colors, does: string) => {
    narrator.unchanged(text, colors);
    await narrator.pause(does);
  };
  for (const [index, step] of walkthroughSteps().entries()) {
    const number = index + 1;
    signal.throwIfAborted();
    narrator.stepBegins(number, step);
    if (step.enter !== undefined) await narrator.pause(step.enter);
    try {
      const colors = await step.run({ client, regions, clock, signal, deadlineMs, hold });
      narrator.stepEnded(number, step, { colors, ok: true });
    } catch (error) {
      if (signal.aborted) throw error;
      const colors = await regions.poll();
      narrator.stepEnded(number, step, { colors, ok: false });
      throw stepFailed(number, step, toAppError(error), await lastFailure(client));
    }
  }
}

function stepFailed(number: number, step: DemoStep, error: AppError, failure: string): AppError {
  return new AppError('STEP_FAILED', `step ${number} (${step.name}): ${error.message}${failure}`, {
    ...(error.action === undefined ? {} : { action: error.action }),
    details: { ...error.details, step: number, name: step.name },
    cause: error,
  });
}

/** What the loop says, which is nearly always the cause. */
async function lastFailure(client: ReturnType<typeof createControlClient>): Promise<string> {
  const state = await client.state().catch(() => undefined);
  const failure = state?.stacks.find((stack) => stack.failure !== null)?.failure;
  return failure == null ? '' : `\nthe last update failed: ${failure.message} [${failure.code}]`;
}
