import { own } from '../../common/own.ts';
import type { ReleasedConfigs } from '../../core/evaluation/decide.ts';
import type { PipelineEvent } from '../../core/pipeline/event.ts';
import { isReleased } from '../../core/pipeline/release.ts';
import type { PipelineState, Release } from '../../core/pipeline/state.ts';
import { touchedReleases } from '../../core/pipeline/release-history.ts';

/** A part of an event that may change what regions should have: one commit. */
export interface Step {
  /** The configs after the step, which decide for the regions. */
  configs: ReleasedConfigs;
  subject: string;
  release: string | null;
  phase: string | null;
  /** The step reverts the commits of that release. */
  isRevert: boolean;
}

/** The steps of one event, in order: one for each phase that it starts. */
export function stepsOf(before: PipelineState, after: PipelineState, event: PipelineEvent): Step[] {
  const touched = touchedReleases(before, after);
  const phases = touched.flatMap(({ was, is }) => phaseSteps(was, is, after));
  const ended = touched.filter(({ is }) => 'atMs' in is.stage).map(({ is }) => endStep(is, after));
  const others = otherSteps(event, after);
  const steps = [...phases, ...ended, ...others];
  // The last step always leads to the state after the event.
  return steps.map((step, index) =>
    index === steps.length - 1 ? { ...step, configs: after } : step,
  );
}

function phaseSteps(was: Release | undefined, is: Release, after: PipelineState): Step[] {
  if (is.stage.kind === 'aborted') return [];
  const started = is.phases.flatMap((phase, index) =>
    isReleased(is, index) && (was === undefined || !isReleased(was, index))
      ? [{ phase, index }]
      : [],
  );
  return started.map(({ phase, index }) => ({
    configs: withPhasesUntil(is, index, after),
    subject: `${is.id}: phase ${phase.name} gets ${is.config} version ${is.to.configVersion}`,
    release: is.id,
    phase: phase.id,
    isRevert: false,
  }));
}

/** The configs as if no phase after that one had started. */
function withPhasesUntil(release: Release, last: number, after: PipelineState): ReleasedConfigs {
  const config = own(after.configs, release.config);
  if (config === undefined) return after;
  const records = release.records.map((record, index) =>
    index > last ? { ...record, startedAtMs: null } : record,
  );
  return {
    configs: {
      ...after.configs,
      [release.config]: { ...config, current: release.from, activeRelease: release.id },
    },
    activeReleases: { ...after.activeReleases, [release.id]: { ...release, records } },
  };
}

function endStep({ id, config, to, stage }: Release, after: PipelineState): Step {
  const isRevert = stage.kind === 'aborted';
  return {
    configs: after,
    subject: isRevert
      ? `Revert ${id}: everyone has the former version of ${config} again`
      : `${id}: everyone gets ${config} version ${to.configVersion}`,
    release: id,
    phase: null,
    isRevert,
  };
}

function otherSteps(event: PipelineEvent, after: PipelineState): Step[] {
  const step = { configs: after, release: null, phase: null, isRevert: false };
  if (event.type === 'config-changed') {
    const config = own(after.configs, event.config);
    if (config?.activeRelease !== null) return [];
    const { configVersion } = config.current;
    return [{ ...step, subject: `Everyone gets ${event.config} version ${configVersion} at once` }];
  }
  if (event.type === 'config-rolled-back') {
    const { config, release } = event;
    return [{ ...step, subject: `Roll ${config} back to ${release}`, release }];
  }
  return event.type === 'definition-changed' ? [{ ...step, subject: 'Follow the definition' }] : [];
}
