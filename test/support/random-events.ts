import type { Definition } from '../../orchestrator/core/definition/definition.ts';
import { decide } from '../../orchestrator/core/evaluation/decide.ts';
import type { UnstampedEvent } from '../../orchestrator/core/pipeline/event.ts';
import { currentPhase } from '../../orchestrator/core/pipeline/release.ts';
import { latestReleases } from '../../orchestrator/core/pipeline/release-history.ts';
import type { PipelineState } from '../../orchestrator/core/pipeline/state.ts';
import type { HoldScope } from '../../orchestrator/core/pipeline/records.ts';
import { configName, type Step } from './random-history.ts';
import { pipelinesWith } from './walkthrough.ts';

/** What is submitted for a step, by what is known when it is its turn. */
export function eventOf(definition: Definition, state: PipelineState, step: Step): UnstampedEvent {
  const { actor } = step;
  const by = { actor, reason: null };
  const config = configName(step.config);
  const release = latestReleases(state).findLast((one) => one.config === config);
  const id = release?.id ?? 'rel-0';
  const on = { release: id, phase: phaseNamed(release, step), ...by };
  const change = { defaultValue: { color: step.color } };
  switch (step.kind) {
    case 'time':
      return { type: 'timer-fired' };
    case 'change':
      return { type: 'config-changed', config, change, automated: step.isAutomated, ...by };
    case 'approve':
      return { type: 'phase-approved', ...on };
    case 'pause':
      return { type: 'release-paused', ...on };
    case 'unpause':
      return { type: 'release-unpaused', ...on };
    case 'skip':
      return { type: 'phase-skipped', ...on };
    case 'abort':
      return { type: 'release-aborted', release: id, ...by };
    case 'rollout':
      return { type: 'release-rolled-out', release: id, ...by };
    case 'rollback':
      return { type: 'config-rolled-back', config, release: `rel-${step.release}`, ...by };
    case 'hold':
      return { type: 'hold-placed', scope: scopeOf(step), ...by };
    case 'lift':
      return { type: 'hold-lifted', scope: scopeOf(step), ...by };
    case 'answer': {
      const region = definition.regions[step.region]!;
      // A region answers what was decided for it at its last update; here, until this moment.
      const { configVersion } = decide(state, configName(0), region)!;
      const answer = { color: step.color, configVersion, release: null, instance: 'one' };
      return { type: 'region-observed', region: region.name, answer, problem: null };
    }
    case 'silence': {
      const region = definition.regions[step.region]!;
      return { type: 'region-observed', region: region.name, answer: null, problem: 'silent' };
    }
    case 'deploy':
      return { type: 'deployment-started' };
    case 'judge': {
      const { verdict } = step;
      const numbers = { value: null, baseline: null, limit: null, samples: 0, text: verdict };
      const phase = judgedPhase(release, step);
      return {
        type: 'guardrail-judged',
        release: id,
        phase,
        guardrail: 'errors',
        verdict,
        ...numbers,
      };
    }
    case 'edit pipeline':
    case 'edit value':
      return {
        type: 'definition-changed',
        definition: edited(definition, step),
        ...by,
        actor: 'file',
      };
  }
}

function phaseNamed(release: Parameters<typeof currentPhase>[0] | undefined, step: Step): string {
  const current = release && currentPhase(release);
  if (release === undefined || current === undefined) return 'phase-0';
  const isOther = step.isStale && step.kind !== 'approve';
  const { phases } = release;
  return isOther ? phases[(phases.indexOf(current) + 1) % phases.length]!.id : current.id;
}

/** The current phase, or the one before it. */
function judgedPhase(
  release: Parameters<typeof currentPhase>[0] | undefined,
  { isStale }: Step,
): string {
  const current = release && currentPhase(release);
  if (release === undefined || current === undefined) return 'phase-0';
  const { phases } = release;
  return phases.at(phases.indexOf(current) - (isStale ? 1 : 0))!.id;
}

function scopeOf({ scope }: Step): HoldScope {
  const [kind, n] = scope.split(' ');
  if (kind === 'config') return { kind, name: configName(Number(n)) };
  return kind === 'region' ? { kind, name: `region-${n}` } : { kind: 'everything' };
}

function edited(definition: Definition, { kind, config, color }: Step): Definition {
  if (kind === 'edit value') {
    const dynamicConfigs = definition.dynamicConfigs.map((one) =>
      one.name === configName(config) ? { ...one, defaultValue: { color } } : one,
    );
    return { ...definition, dynamicConfigs };
  }
  const [first, ...rest] = definition.pipelines[0]!.phases;
  const longer = { ...first!, timeIntervalMs: first!.timeIntervalMs + 1 };
  return pipelinesWith(definition, { phases: [longer, ...rest] });
}
