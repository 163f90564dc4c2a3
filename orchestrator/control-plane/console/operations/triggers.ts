import { own } from '../../../common/own.ts';
import { AppError } from '../../../common/errors/app-error.ts';
import { releaseStatus, currentPhase } from '../../../core/pipeline/release.ts';
import { findRelease, inOrder } from '../../../core/pipeline/release-history.ts';
import type { Release, Context } from '../../../core/pipeline/state.ts';
import type { OperationName } from '../../openapi/published-document.ts';
import type { Call, ConsoleAnswer, Operation, ReleaseActionEvent } from '../operation.ts';
import { paginate } from '../paginate.ts';
import { waitingFor } from '../../../core/pipeline/waiting.ts';

const DAY_MS = 24 * 60 * 60 * 1000;

/** The operations on triggers, which are releases here. */
export const triggerOperations = {
  'GET /release_pipeline_triggers': async (call) => {
    const { activeReleases } = call.access.context().state;
    const found = Object.values(activeReleases).filter((release) => isSelected(release, call));
    for await (const release of call.access.archive.finished()) {
      if (isSelected(release, call)) found.push(release);
    }
    const { data, pagination } = paginate(inOrder(found).reverse(), call.address);
    return {
      message: 'Pipeline triggers listed correctly.',
      data: data.map((release) => dtoOf(call, release)),
      pagination,
    };
  },
  'GET /release_pipeline_triggers/{id}': (call) =>
    answer(call, 'Pipeline trigger retrieved successfully.'),
  'PUT /release_pipeline_triggers/{id}/approve': onPhase('phase-approved', 'approved'),
  'PUT /release_pipeline_triggers/{id}/pause': onPhase('release-paused', 'paused'),
  'PUT /release_pipeline_triggers/{id}/unpause': onPhase('release-unpaused', 'unpaused'),
  'PUT /release_pipeline_triggers/{id}/skip': onPhase('phase-skipped', 'skipped'),
  'PUT /release_pipeline_triggers/{id}/abort': onRelease('release-aborted', 'aborted'),
  'PUT /release_pipeline_triggers/{id}/rollout': onRelease('release-rolled-out', 'rolled out'),
} satisfies Partial<Record<OperationName, Operation>>;

type OnPhase = Extract<ReleaseActionEvent, { phase: string }>['type'];

function onPhase(type: OnPhase, done: string): Operation {
  return async (call) => {
    const release = call.params['id'] ?? '';
    await call.access.act({ type, release, phase: String(call.body['phaseID']), ...call.by });
    return answer(call, `Pipeline trigger ${done} successfully.`);
  };
}

function onRelease(type: Exclude<ReleaseActionEvent['type'], OnPhase>, done: string): Operation {
  return async (call) => {
    await call.access.act({ type, release: call.params['id'] ?? '', ...call.by });
    return answer(call, `Pipeline trigger ${done} successfully.`);
  };
}

async function answer(call: Call, message: string): Promise<ConsoleAnswer> {
  const id = call.params['id'] ?? '';
  const { access } = call;
  const release = findRelease(access.context().state, id) ?? (await access.archive.find(id));
  if (release !== undefined) return { message, data: dtoOf(call, release) };
  throw new AppError('UNKNOWN_RELEASE', `there is no trigger "${id}"`, {
    action: 'See GET /console/v1/release_pipeline_triggers for those there are.',
  });
}

function dtoOf({ access }: Call, release: Release) {
  return triggerToDto(access.context(), release, access.nowMs());
}

function isSelected(release: Release, { access, query }: Call): boolean {
  const { releasePipelineID, gateID, dynamicConfigID, status, startDate, endDate } = query;
  const kind = own(access.context().state.configs, release.config)?.kind;
  const startedMs = release.actions[0]?.atMs ?? 0;
  return (
    (releasePipelineID === undefined || release.pipeline === releasePipelineID) &&
    (gateID === undefined || (kind === 'gate' && release.config === gateID)) &&
    (dynamicConfigID === undefined || (kind !== 'gate' && release.config === dynamicConfigID)) &&
    (status === undefined || releaseStatus(release) === status) &&
    (startDate === undefined || startedMs >= dayMs('startDate', startDate)) &&
    (endDate === undefined || startedMs < dayMs('endDate', endDate) + DAY_MS)
  );
}

/** The beginning of a day, UTC. @throws AppError BAD_INPUT */
function dayMs(name: string, text: string | string[]): number {
  const ms = typeof text === 'string' && /^\d{4}-\d\d-\d\d$/.test(text) ? Date.parse(text) : NaN;
  if (!Number.isNaN(ms)) return ms;
  throw new AppError('BAD_INPUT', `${name}: "${String(text)}" is not a day; write 2026-01-31`);
}

/** A release as the Console API describes a trigger. */
function triggerToDto(context: Context, release: Release, nowMs: number) {
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
