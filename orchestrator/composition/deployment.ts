import path from 'node:path';
import { own } from '../common/own.ts';
import { stackProgram } from '../../infra/program/stack-program.ts';
import type { DecisionSource } from '../ports/decision-source.ts';
import { subjectsOf, type Subject } from '../core/definition/cells.ts';
import type { Definition } from '../core/definition/definition.ts';
import { REGION_CONFIG } from '../core/definition/region-config-name.ts';
import type { AppliedVersion } from '../core/pipeline/records.ts';
import { regionUser } from '../core/targeting/user.ts';
import { httpPrometheus } from '../runtime/observation/prometheus.ts';
import { httpReplicaMetrics } from '../runtime/observation/replica-metrics.ts';
import { startGuardWatch } from '../runtime/guardrails/guard-watch.ts';
import { withLiveNumbers } from '../runtime/guardrails/live-numbers.ts';
import type { Measurements } from '../core/guardrails/measured.ts';
import type { Interpreter } from '../runtime/interpreter/interpreter.ts';
import { startLoop, type Loop } from '../runtime/loop/loop.ts';
import { createUpdateLogs, type UpdateLogs } from '../runtime/loop/update-log.ts';
import { createDesiredDigest } from '../runtime/loop/desired-digest.ts';
import { createUpdateMetrics, type UpdateMetrics } from '../integrations/metrics/update-metrics.ts';
import { observeRegions } from '../runtime/observation/observe-regions.ts';
import type { RegionProbe } from '../runtime/observation/region-probe.ts';
import { observedEngine } from './decorators.ts';
import type { OrchestratorParts } from './dependencies.ts';
import type { PipelineReader } from './pipeline-reader.ts';
import type { Regions } from './regions.ts';
import type { PipelineState } from '../core/pipeline/state.ts';
import { createOfflineEngine } from '../../infra/engine/offline-engine.ts';
import { programsFolder } from '../runtime/workspace/program-builds.ts';
import { withProgram } from '../runtime/workspace/read-definition-file.ts';
import type { DeletedResource } from '../runtime/interpreter/adopt-definition.ts';
import { deletedByProgram, planEdit, type EditPlanInput } from '../runtime/plan/edit-plan.ts';
import type { EditPlan } from '../runtime/plan/edit-plan-schema.ts';
import { createPlanner, decidedElsewhere, type Planner } from '../runtime/plan/planner.ts';
import type { Effect } from '../core/pipeline/event.ts';

export interface StartDeploymentOptions {
  parts: OrchestratorParts;
  interpreter: Interpreter;
  reader: PipelineReader;
  regions: Regions;
  /** Where programs get decisions. */
  decisions: DecisionSource;
  probe: RegionProbe;
  /** Of the answers of regions, for guardrails. */
  measurements: Measurements;
}

/** What updates the regions and observes them. */
export interface Deployment {
  loop: Loop;
  planner: Planner;
  /** What a workspace file would do in place of the present one. */
  planEdit: (file: Definition, signal: AbortSignal) => Promise<EditPlan>;
  /** What the program of a workspace file deletes; nothing where that may happen anyway. */
  deletedByProgram: (file: Definition, signal: AbortSignal) => Promise<readonly DeletedResource[]>;
  metrics: UpdateMetrics;
  logs: UpdateLogs;
  /** With the current numbers of guardrails. */
  state(): PipelineState;
  /** Updates every stack that differs. */
  start(): Promise<void>;
  stop(): Promise<void>;
}

/** Updates the stacks, plans what comes next, and observes the regions. */
export function startDeployment(options: StartDeploymentOptions): Deployment {
  const { interpreter, reader, regions, decisions, probe } = options;
  const { choices, deployer, listeners, serverKeys, world } = options.parts;
  const { engine } = deployer;
  const { clock, log } = world;
  const { stackSpec, configSourceOf } = regions;
  const isDecidedElsewhere = serverKeys.statsigServerKey !== null;
  const metrics = createUpdateMetrics(clock);
  const logs = createUpdateLogs(clock);
  const observer = observeRegions({
    interpreter,
    probe,
    decidedOf: (region) => decidedFor(reader, region),
    clock,
    intervalMs: choices.observeEveryMs,
    log,
  });
  const guards = startGuardWatch({
    interpreter,
    measurements: options.measurements,
    readReplica: httpReplicaMetrics,
    askPrometheus: httpPrometheus,
    clock,
    onFailure: (error) => log.warn({ err: error }, 'a guardrail verdict could not be written'),
  });
  const loop = startLoop({
    definition: interpreter.definition(),
    engine: observedEngine(engine, { logs, metrics }),
    clock,
    everyMs: choices.loopEveryMs,
    programOf: (stack) => stackProgram({ ...stackSpec(stack), source: decisions }),
    policiesOf: (stack) => stackSpec(stack).policies ?? [],
    desired: createDesiredDigest({
      stackSpec,
      present: reader.present,
      isElsewhere: isDecidedElsewhere,
    }),
    onStackRemoved: (stack) =>
      log.info({ stack }, 'a stack that is no longer defined is destroyed'),
    report: async (event) => {
      await interpreter.submit(event);
      if ('stack' in event) observer.pollNow(observedOf(interpreter.definition(), event.stack));
    },
    onUpdateEvent: (stack, event) => {
      log.debug({ stack, event }, 'update step');
      listeners.onUpdateEvent?.(stack, event);
    },
    onReportFailure: (error) => log.error({ err: error }, 'the loop failed outside of an update'),
  });
  const planner = createPlanner({
    engine,
    isDecidedElsewhere,
    present: () => {
      const { evaluator, moment } = reader.present();
      return {
        ...reader.context(),
        evaluator,
        nowMs: moment.nowMs,
        stackSpec,
        configSourceOf,
        failuresOf: (stack) => own(loop.status(), stack)?.failures ?? 0,
      };
    },
  });

  /** The updates of new stacks come with the effects of the same event. */
  const follow = (definition: Definition): void => {
    loop.follow(definition);
    observer.follow(subjectsOf(definition.regions));
    deployer.images.prepare(definition).then(
      (isChanged) => {
        if (isChanged) loop.requestAll();
      },
      (error: unknown) => log.error({ err: error }, 'a host could not be prepared'),
    );
  };
  const run = (effect: Effect): void => {
    switch (effect.type) {
      case 'publish-decision':
        loop.requestChanged();
        observer.pollAwaited();
        return;
      case 'repair-region':
        loop.repair(effect.region);
    }
  };
  const planInput = (): EditPlanInput => ({
    ...reader.context(),
    nowMs: reader.nowMs(),
    evaluatorOf: reader.evaluatorOf,
    stackSpecIn: regions.stackSpecIn,
    configSourceOf,
    engine,
    newStacks: createOfflineEngine(clock),
    base: 'running',
  });
  interpreter.subscribe(({ event }, effects) => {
    if (event.type === 'definition-changed') follow(event.definition);
    // Their addresses may be others.
    if (event.type === 'stack-updated')
      observer.follow(subjectsOf(interpreter.definition().regions));
    effects.forEach(run);
  });
  return {
    loop,
    planner,
    deletedByProgram: async (file, signal) =>
      choices.allowDelete ? [] : deletedByProgram(planInput(), file, signal),
    planEdit: async (file, signal) => {
      if (isDecidedElsewhere) throw decidedElsewhere();
      const programs = programsFolder(path.resolve(world.folder));
      const compiled = await withProgram(file, world.folder, { programs, signal });
      if ('broken' in compiled) throw compiled.broken;
      const { definition } = compiled;
      return planEdit(planInput(), definition, signal);
    },
    metrics,
    logs,
    state: () => withLiveNumbers(interpreter.state(), guards.live()),
    start: async () => {
      // Also after a crash before this event was written.
      if (!deployer.hasDeployment || interpreter.state().isDeployed !== true) {
        await interpreter.submit({ type: 'deployment-started' });
      }
      // Not before: after a removal their answers are those of regions that are gone.
      follow(interpreter.definition());
      loop.requestChanged();
    },
    stop: async () => {
      await Promise.all([guards.stop(), observer.stop(), loop.stop()]);
    },
  };
}

function decidedFor(reader: PipelineReader, region: Subject): AppliedVersion | undefined {
  const { evaluator, moment } = reader.present();
  const found = evaluator.config(REGION_CONFIG, regionUser(region), moment);
  const color = found?.value['color'];
  if (found === undefined || typeof color !== 'string') return undefined;
  const { configVersion, release } = found.decision;
  return { color, configVersion, release };
}

/** The names of the regions of a stack, and of their cells. */
function observedOf({ stacks, regions }: Definition, stack: string): string[] {
  const names = stacks.find(({ name }) => name === stack)?.regions ?? [];
  return subjectsOf(regions.filter(({ name }) => names.includes(name))).map(({ name }) => name);
}
