import { stackProgram } from '../../infra/program/stack-program.ts';
import type { DecisionSource } from '../ports/decision-source.ts';
import type { StackSpec } from '../ports/stack-spec.ts';
import type { Definition } from '../core/definition/definition.ts';
import type { RegionAccess } from '../runtime/sources/region-access.ts';
import type { Evaluator, Moment } from '../core/evaluation/evaluator.ts';
import { startGuardWatch } from '../runtime/guardrails/guard-watch.ts';
import { withLiveNumbers } from '../runtime/guardrails/live-numbers.ts';
import type { Measurements } from '../runtime/guardrails/measured.ts';
import type { Interpreter } from '../runtime/interpreter/interpreter.ts';
import { startLoop, type Loop } from '../runtime/loop/loop.ts';
import { createUpdateLogs, type UpdateLogs } from '../runtime/loop/update-log.ts';
import { createDesiredDigest } from '../runtime/loop/wanted-digest.ts';
import { createUpdateMetrics, type UpdateMetrics } from '../integrations/metrics/update-metrics.ts';
import { observeRegions } from '../runtime/observation/observe-regions.ts';
import type { RegionProbe } from '../runtime/observation/region-probe.ts';
import type { OrchestratorParts } from './dependencies.ts';
import type { PipelineState } from '../core/pipeline/state.ts';
import { createPlanner, type Planner } from '../runtime/plan/planner.ts';
import type { Effect } from '../core/pipeline/event.ts';

export interface DeploymentOptions {
  parts: OrchestratorParts;
  interpreter: Interpreter;
  /** What evaluates the definition in effect, and the state as it is. */
  present: () => { evaluator: Evaluator; moment: Moment };
  stackSpec: (stack: string) => StackSpec;
  configSourceOf: RegionAccess['sourceOf'];
  /** Whom the programs ask. */
  decisions: DecisionSource;
  probe: RegionProbe;
  /** What guardrails judge by. */
  measurements: Measurements;
}

/** What is done to the regions, and what is seen of them. */
export interface Deployment {
  loop: Loop;
  planner: Planner;
  metrics: UpdateMetrics;
  /** What is known, with the numbers of guardrails as they are now. */
  state(): PipelineState;
  logs: UpdateLogs;
  /** Does what an event asks for. */
  run(effect: Effect): void;
  /** Takes other stacks and regions; their updates come with the effects of the same event. */
  follow(definition: Definition): void;
  stop(): Promise<void>;
}

/** Updates the stacks, previews what comes next, and looks at the regions. */
export function startDeployment(options: DeploymentOptions): Deployment {
  const { parts, interpreter, present, stackSpec, configSourceOf, decisions, probe } = options;
  const { engine, clock, log } = parts;
  const isDecidedElsewhere = parts.statsigServerKey !== null;
  const metrics = createUpdateMetrics(clock);
  const logs = createUpdateLogs(clock);
  const observer = observeRegions({
    interpreter,
    probe,
    clock,
    intervalMs: parts.observeEveryMs,
    log,
  });
  const guards = startGuardWatch({
    interpreter,
    measurements: options.measurements,
    clock,
    onFailure: (error) => log.warn({ err: error }, 'a verdict of a guardrail was not noted'),
  });
  const loop = startLoop({
    definition: interpreter.definition(),
    engine: logs.logged(metrics.metered(engine)),
    clock,
    everyMs: parts.loopEveryMs,
    programOf: (stack) => stackProgram({ ...stackSpec(stack), source: decisions }),
    wanted: createDesiredDigest({ stackSpec, present, isElsewhere: isDecidedElsewhere }),
    onStackRemoved: (stack) =>
      log.info({ stack }, 'a stack that is no longer defined is destroyed'),
    report: async (event) => {
      await interpreter.submit(event);
      if ('stack' in event) observer.pollNow(regionsOf(interpreter.definition(), event.stack));
    },
    onUpdateEvent: (stack, event) => {
      log.debug({ stack, event }, 'update step');
      parts.onUpdateEvent(stack, event);
    },
    onReportFailure: (error) => log.error({ err: error }, 'the loop met what no update tells of'),
  });
  const planner = createPlanner({
    engine,
    isDecidedElsewhere,
    present: () => {
      const { evaluator, moment } = present();
      return {
        definition: interpreter.definition(),
        state: interpreter.state(),
        evaluator,
        nowMs: moment.nowMs,
        stackSpec,
        configSourceOf,
        failuresOf: (stack) => loop.status()[stack]?.failures ?? 0,
      };
    },
  });
  return {
    loop,
    planner,
    metrics,
    state: () => withLiveNumbers(interpreter.state(), guards.live()),
    logs,
    run: (effect) => {
      switch (effect.type) {
        case 'publish-decision':
          loop.requestChanged();
          observer.pollAwaited();
          return;
        case 'repair-region':
          loop.repair(effect.region);
      }
    },
    follow: (definition) => {
      loop.follow(definition);
      observer.follow(definition.regions);
      parts.prepareHosts(definition).then(
        (isNews) => {
          if (isNews) loop.requestAll();
        },
        (error: unknown) => log.error({ err: error }, 'a host could not be prepared'),
      );
    },
    stop: async () => {
      await Promise.all([guards.stop(), observer.stop(), loop.stop()]);
    },
  };
}

function regionsOf({ stacks }: Definition, stack: string): readonly string[] {
  return stacks.find(({ name }) => name === stack)?.regions ?? [];
}
