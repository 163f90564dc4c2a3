import type { Express } from 'express';
import { controlPlane } from '../control-plane/app.ts';
import type { RunKeys } from '../control-plane/keys/run-keys.ts';
import type { SdkService } from '../control-plane/statsig/sdk-service.ts';
import { followPhaseTimes } from '../control-plane/phase-times.ts';
import { createStreams } from '../control-plane/streams/streams.ts';
import type { StateView } from '../control-plane/view/state-view.ts';
import { buildStateView } from '../control-plane/view/build-state-view.ts';
import { isLoopback } from '../common/loopback.ts';
import { createDeploymentMetrics } from '../integrations/metrics/deployment-metrics.ts';
import type { DecisionSource } from '../ports/decision-source.ts';
import type { Interpreter } from '../runtime/interpreter/interpreter.ts';
import type { StartedSource } from '../runtime/sources/start-decision-source.ts';
import type { ClockFreeze } from '../runtime/time/clock-freeze.ts';
import {
  clockStatus,
  heartbeatOnPipelineTime,
  onPipelineTime,
} from '../runtime/time/pipeline-time.ts';
import type { Traffic } from '../runtime/traffic/traffic.ts';
import { readVersions } from '../runtime/versions/version-file.ts';
import type { WorkspaceFile } from '../runtime/workspace/workspace-file.ts';
import type { Cleanup } from './cleanup.ts';
import type { OrchestratorParts } from './dependencies.ts';
import type { Deployment } from './deployment.ts';
import { assertDestroyable } from './destroy-all.ts';
import type { WiredFaults } from './faults.ts';
import type { Integrations } from './integrations.ts';
import type { PipelineReader } from './pipeline-reader.ts';
import type { Regions } from './regions.ts';
import { isAnyOf, isSameKey } from '../control-plane/middleware/require-key.ts';

/** The running parts that the control plane shows and controls. */
export interface RunningParts {
  workspaceFile: WorkspaceFile;
  regions: Regions;
  source: StartedSource;
  faults: WiredFaults;
  integrations: Integrations;
  traffic: Traffic;
  deployment: Deployment;
  clockFreeze: ClockFreeze | null;
}

export interface ComposeControlPlaneOptions {
  parts: OrchestratorParts;
  interpreter: Interpreter;
  reader: PipelineReader;
  /** Decisions by a direct call, whichever source the programs use. */
  inProcess: DecisionSource;
  access: { keys: RunKeys; sdk: SdkService };
  running: RunningParts;
  newPageUrl: () => string;
}

/** Builds the app of the control plane, with the view of the state and its streams. */
export function composeControlPlane(
  options: ComposeControlPlaneOptions,
  cleanup: Cleanup,
): { app: Express; view: () => StateView } {
  const { parts, interpreter, reader, inProcess, running } = options;
  const { keys, sdk } = options.access;
  const { choices, deployer, listeners, world } = parts;
  const { clock, folder, log, simulatedClock } = world;
  const { deployment, integrations, regions, traffic } = running;
  const { loop, planner } = deployment;
  const stackNames = () => interpreter.definition().stacks.map(({ name }) => name);
  const metrics = createDeploymentMetrics({
    present: reader.context,
    evaluatorOf: reader.evaluatorOf,
    nowMs: reader.nowMs,
    lastSeq: () => interpreter.lastSeq(),
    loop: () => loop.status(),
    webhooks: () => integrations.webhooks.status(),
  });
  interpreter.subscribe((stored) => metrics.onEvent(stored));

  const view = () =>
    buildStateView({
      nowMs: reader.nowMs(),
      clock: clockStatus(simulatedClock),
      seq: interpreter.lastSeq(),
      workspace: folder,
      tooling: deployer.tooling,
      source: running.source.view(),
      configSourceOf: regions.configSourceOf,
      gitops: integrations.publisher.status() ?? null,
      plan: planner.lastValid(),
      faults: running.faults.view(),
      definition: interpreter.definition(),
      evaluator: reader.present().evaluator,
      definitionProblem: running.workspaceFile.problem(),
      unconfirmedEdit: running.workspaceFile.unconfirmed(),
      state: deployment.state(),
      loop: onPipelineTime(loop.status(), reader.aheadMs()),
      heartbeat: heartbeatOnPipelineTime(loop.heartbeat(), reader.aheadMs()),
    });
  const streams = createStreams({ interpreter, view, clock });
  cleanup.defer(() => streams.close());
  const realNowMs = () => clock.nowMs();
  const app = controlPlane({
    interpreter,
    nowMs: reader.nowMs,
    realNowMs,
    present: reader.present,
    source: inProcess,
    streams,
    view,
    simulatedClock,
    sdk: sdk.routes,
    planner,
    phaseTimes: followPhaseTimes(interpreter, realNowMs),
    requireImages: deployer.images.require,
    versions: () => readVersions(folder),
    webhooks: integrations.webhooks,
    traffic,
    logs: deployment.logs,
    metrics: [deployment.metrics.registry, metrics.registry, traffic.metrics],
    gitopsDiff: () => integrations.publisher.diff(reader.nowMs()),
    stackSpec: (stack) => (stackNames().includes(stack) ? regions.stackSpec(stack) : undefined),
    regionsCaughtUp: async () => running.clockFreeze?.over(),
    retry: (stack) => loop.retry(stack),
    planEdit: deployment.planEdit,
    confirmEdit: (edit, by) => running.workspaceFile.confirm(edit, by),
    stackNames,
    key: keys.control,
    sessions: keys.sessions,
    newPageUrl: options.newPageUrl,
    allowedHosts: [choices.access.host, ...choices.access.allowedHosts],
    isReadGuarded: !isLoopback(choices.access.host),
    framedBy: choices.access.framedBy,
    // The control key of this machine may do all that a console key may.
    isConsoleKey: isAnyOf(keys.workspace.isKeyOf('console'), isSameKey(keys.control)),
    isEvaluationKey: keys.workspace.isKeyOf('evaluation'),
    onShutdown: (order) => listeners.onShutdownRequest?.(order),
    assertDestroyable: () => assertDestroyable(deployer.engine),
    onInternalError: (error) => log.error({ err: error }, 'request failed'),
  });
  return { app, view };
}
