/**
 * The rules of releases a second time, as naively as possible: time goes by one millisecond after the other, a timer is
 * a number that is counted up, and nothing is worked out beforehand. It shares no code with the reducer. All in one file,
 * longer than others: to check a rule, read it here from top to bottom.
 */
import { hear, isBreachedBefore, isKept } from './naive-guards.ts';
import { newRun, type Config, type Run, type Value } from './naive-run.ts';
import { ANSWER_WITHIN_MS, type Plan, type PlannedPhase, type Step } from './random-history.ts';

/** What both the model and the reducer are asked after each step, per config. */
export interface Sight {
  status: string;
  /** Index of the current phase; null while no release is active. */
  phase: number | null;
  /** The version of each region, in order. */
  versions: number[];
}

type OwnKind = 'approve' | 'pause' | 'unpause' | 'skip' | 'rollout' | 'abort';
type StepOf<Kind> = Omit<Step, 'kind'> & { kind: Kind };

export interface NaiveModel {
  /** Lets time pass, millisecond by millisecond. */
  passTo(ms: number): void;
  /**
   * Whether the step is accepted; a refused one changes nothing.
   * @param seen what there was when its actor looked, before time passed.
   */
  take(step: Step, seen: Sight): boolean;
  see(config: number): Sight;
}

export function createNaiveModel(plan: Plan, startMs: number): NaiveModel {
  const phases: PlannedPhase[] = plan.phases.map((phase) => ({ ...phase }));
  const configs: Config[] = Array.from({ length: plan.configs }, () => ({
    everyone: { color: 'blue', version: 1 },
    file: 'blue',
    lastVersion: 1,
    run: null,
    lastStatus: '',
    isAutomationHeld: false,
  }));
  const good = new Map<number, { config: number; value: Value }>();
  const holds = new Set<string>();
  const regions = plan.phases.length + 1;
  /** The version that each region answers; null: it is silent, undefined: it was never there. */
  const answeredVersions: (number | null | undefined)[] = [];
  let wasDeployed = false;
  let nowMs = startMs;
  let runs = 0;

  const isFree = (config: number, run: Run, reach: number | 'everyone') => {
    if (plan.isClosed(nowMs) || holds.has('everything') || holds.has(`config ${config}`))
      return false;
    if (reach !== 'everyone' && isBreachedBefore(phases, run)) return false;
    for (let region = 0; region < regions; region++) {
      const isNew = !run.reached.has(region) && (reach === 'everyone' || reach === region);
      if (isNew && holds.has(`region ${region}`)) return false;
    }
    return true;
  };

  const end = (config: Config, how: 'COMPLETED' | 'ABORTED') => {
    if (config.run === null) return;
    if (how === 'COMPLETED') {
      config.everyone = config.run.to;
      good.set(config.run.number, { config: configs.indexOf(config), value: config.run.to });
    } else {
      config.isAutomationHeld = true;
    }
    config.run = null;
    config.lastStatus = how;
  };

  const enter = (run: Run, phase: number) => {
    Object.assign(run, { phase, isLive: false, count: 0, approvers: new Set() });
  };

  /** Whether the region of its live phase does not answer the new version. Regions answer with the first config only. */
  const isMissed = (run: Run) =>
    configs[0]!.run === run &&
    run.isLive &&
    answeredVersions[run.phase] !== undefined &&
    answeredVersions[run.phase] !== run.to.version;

  const lookAtRegion = (run: Run) => {
    if (!isMissed(run)) run.missedForMs = null;
    else run.missedForMs ??= 0;
  };

  const golive = (run: Run) => {
    Object.assign(run, { isLive: true, count: 0, missedForMs: null, isGivenUp: false });
    lookAtRegion(run);
    run.reached.add(run.phase);
  };

  /** Leaves the phase; false where that would complete the release, which is not free to. */
  const leave = (index: number, run: Run): boolean => {
    if (run.phase < phases.length - 1) enter(run, run.phase + 1);
    else if (isFree(index, run, 'everyone')) end(configs[index]!, 'COMPLETED');
    else return false;
    return true;
  };

  /** One thing that happens by itself; false when nothing does. */
  const move = (index: number, isPersons: boolean): boolean => {
    const { run } = configs[index]!;
    if (run === null) return false;
    const phase = phases[run.phase]!;
    if (run.isLive && !run.isGivenUp && run.missedForMs !== null) {
      const isOver = !run.isPaused && run.missedForMs >= ANSWER_WITHIN_MS;
      if (!isOver || plan.onRegionFailure === 'hold') return false;
      if (plan.onRegionFailure === 'abort') end(configs[index]!, 'ABORTED');
      else run.isGivenUp = true;
      return true;
    }
    if (run.isLive) {
      const isOver = !run.isPaused && run.count >= phase.intervalMs && !isKept(phases, run);
      return isOver && leave(index, run);
    }
    if (run.approvers.size >= phase.approvers) {
      if ((run.isPaused && !isPersons) || !isFree(index, run, run.phase)) return false;
      golive(run);
      return true;
    }
    if (run.isPaused || phase.timeoutMs === null || run.count < phase.timeoutMs) return false;
    if (phase.onTimeout === 'abort') {
      end(configs[index]!, 'ABORTED');
      return true;
    }
    if (phase.onTimeout === 'skip') return leave(index, run);
    if (!isFree(index, run, run.phase)) return false;
    golive(run);
    return true;
  };

  const settle = () => {
    configs.forEach((_, index) => {
      while (move(index, false));
    });
  };

  const change = (index: number, color: string, actor: string): boolean => {
    const config = configs[index]!;
    if ((config.run?.to ?? config.everyone).color === color) return false;
    if (config.run !== null && !plan.supersedes) return false;
    end(config, 'ABORTED');
    // It is back at the value before the release.
    if (config.everyone.color === color) return true;
    config.lastVersion += 1;
    runs += 1;
    config.isAutomationHeld = false;
    const to = { color, version: config.lastVersion };
    config.run = newRun(runs, to, actor);
    return true;
  };

  const approve = (run: Run, actor: string): boolean => {
    const { approvers, selfApproval } = phases[run.phase]!;
    if (run.approvedPhases.has(run.phase)) return true;
    if (run.isLive || approvers === 0) return false;
    if (!selfApproval && actor === run.startedBy) return false;
    run.approvers.add(actor);
    if (run.approvers.size === approvers) run.approvedPhases.add(run.phase);
    return true;
  };

  const act = (index: number, step: StepOf<OwnKind>, { phase: seen }: Sight): boolean => {
    const config = configs[index]!;
    const { run } = config;
    if (run === null) return false;
    const named = ((seen ?? 0) + (step.isStale && step.kind !== 'approve' ? 1 : 0)) % phases.length;
    const isStale = named !== run.phase;
    const wasLive = run.isLive;
    switch (step.kind) {
      case 'approve': {
        if (isStale) return run.approvedPhases.has(named);
        const isNew = !run.approvedPhases.has(run.phase) && !run.approvers.has(step.actor);
        if (!approve(run, step.actor)) return false;
        if (isNew) move(index, true);
        return true;
      }
      case 'pause':
      case 'unpause':
        if (isStale || run.isPaused === (step.kind === 'pause')) return false;
        run.isPaused = step.kind === 'pause';
        return true;
      case 'skip':
        if (isStale || !leave(index, run)) return false;
        if (wasLive) run.skipped.add(named);
        if (config.run !== null) startByPerson(index, config.run);
        return true;
      case 'rollout':
        if (!isFree(index, run, 'everyone')) return false;
        end(config, 'COMPLETED');
        return true;
      case 'abort':
        end(config, 'ABORTED');
        return true;
    }
  };

  /** A person's step starts the phase it leads to, also while the release is paused. */
  const startByPerson = (index: number, run: Run) => {
    if (run.approvers.size >= phases[run.phase]!.approvers) move(index, true);
  };

  const decideOn = (step: Step, seen: Sight): boolean => {
    const config = configs[step.config]!;
    switch (step.kind) {
      case 'time':
        return true;
      case 'change':
        if (step.isAutomated && config.isAutomationHeld) return false;
        return change(step.config, step.color, step.actor);
      case 'rollback': {
        const target = good.get(step.release);
        if (target?.config !== step.config) return false;
        if (config.run === null && config.everyone.version === target.value.version) return false;
        end(config, 'ABORTED');
        config.everyone = target.value;
        config.isAutomationHeld = true;
        return true;
      }
      case 'answer':
      case 'silence': {
        answeredVersions[step.region] =
          step.kind === 'silence' ? null : seen.versions[step.region]!;
        const [first] = configs;
        if (first?.run?.isLive === true) lookAtRegion(first.run);
        return true;
      }
      case 'deploy': {
        // Each region is waited for; where there was a deployment before, nothing of it runs any more.
        for (let region = 0; region < regions; region++) {
          if (wasDeployed || answeredVersions[region] === undefined)
            answeredVersions[region] = null;
        }
        wasDeployed = true;
        const [first] = configs;
        if (first?.run?.isLive === true) lookAtRegion(first.run);
        return true;
      }
      case 'judge': {
        const does = hear(phases, config.run, step, seen.phase ?? 0);
        if (does === 'abort') end(config, 'ABORTED');
        return does !== 'refused';
      }
      case 'hold':
        return !holds.has(step.scope) && Boolean(holds.add(step.scope));
      case 'lift':
        return holds.delete(step.scope);
      case 'edit pipeline':
        if (configs.some(({ run }) => run !== null)) return false;
        phases[0]!.intervalMs += 1;
        return true;
      case 'edit value': {
        const { file, everyone, run } = config;
        const isKnown = [file, (run?.to ?? everyone).color].includes(step.color);
        if (!isKnown && !change(step.config, step.color, 'file')) return false;
        config.file = step.color;
        return true;
      }
      case 'approve':
      case 'pause':
      case 'unpause':
      case 'skip':
      case 'rollout':
      case 'abort':
        return act(step.config, { ...step, kind: step.kind }, seen);
    }
  };

  return {
    passTo: (ms) => {
      while (nowMs < ms) {
        nowMs += 1;
        for (const { run } of configs) {
          const standsStill = run === null || run.isPaused || (isMissed(run) && !run.isGivenUp);
          if (!standsStill) run.count += 1;
          if (run?.isPaused === false && run.missedForMs !== null) run.missedForMs += 1;
        }
        settle();
      }
    },
    take: (step, seen) => {
      const isAccepted = decideOn(step, seen);
      if (isAccepted) settle();
      return isAccepted;
    },
    see: (index) => {
      const { run, everyone, lastStatus } = configs[index]!;
      const versions = Array.from({ length: regions }, (_, region) =>
        run?.reached.has(region) === true ? run.to.version : everyone.version,
      );
      if (run === null) return { status: lastStatus, phase: null, versions };
      const isWaiting = !run.isLive && run.approvers.size < phases[run.phase]!.approvers;
      const status = isWaiting ? 'WAITING_FOR_REVIEW' : 'IN_PROGRESS';
      return { status: run.isPaused ? 'PAUSED' : status, phase: run.phase, versions };
    },
  };
}
