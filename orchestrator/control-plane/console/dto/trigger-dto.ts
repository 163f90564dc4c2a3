import { own } from '../../../common/own.ts';
import { currentPhase, releaseStatus } from '../../../core/pipeline/release.ts';
import type { Release, Context } from '../../../core/pipeline/state.ts';
import { waitingFor } from '../../../core/pipeline/waiting.ts';

/** A release as the Console API describes a trigger. */
export function triggerToDto(context: Context, release: Release, nowMs: number) {
  const { id, pipeline, actions, config, startedBy } = release;
  const phase = currentPhase(release);
  const [started] = actions;
  const last = actions.at(-1);
  const reason = started?.reason ?? null;
  const wait = waitingFor(context, release, nowMs);
  return {
    id,
    releasePipelineID: pipeline,
    status: releaseStatus(release),
    currentPhase: phase?.name ?? null,
    currentPhaseID: phase?.id ?? null,
    currentPhaseEndTime: wait?.kind === 'bake' ? wait.untilMs : null,
    actions: actions.map((action) => ({
      type: action.type,
      timeMs: action.atMs,
      phaseID: action.phase,
      actorID: action.actor,
      actorName: action.actor,
    })),
    creatorID: startedBy,
    createdTime: started?.atMs ?? 0,
    lastModifierID: last?.actor ?? startedBy,
    lastModifierName: last?.actor ?? startedBy,
    ...(reason === null ? {} : { description: reason }),
    ...(own(context.state.configs, config)?.kind === 'gate'
      ? { gateID: config }
      : { dynamicConfigID: config }),
  };
}
