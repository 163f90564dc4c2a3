import { Router } from 'express';
import { AppError } from '../../errors/app-error.ts';
import type { ImageCheck } from '../../images/image-check.ts';
import type { Interpreter } from '../../interpreter/interpreter.ts';
import type { UnstampedEvent } from '../../pipeline/event.ts';
import { RELEASE_ACTIONS, type ReleaseAction } from '../../pipeline/can.ts';
import { findRelease } from '../../pipeline/release-history.ts';
import type { Release } from '../../pipeline/state.ts';
import { checkApproval } from '../../plan/check-approval.ts';
import type { Planner } from '../../plan/planner.ts';
import { imagesOf } from '../../versions/version-view.ts';
import { checkValue } from '../check-value.ts';
import {
  approvalSchema,
  configChangeSchema,
  holdSchema,
  parseBody,
  phaseActionSchema,
  releaseActionSchema,
  rollbackSchema,
  type ShutdownOrder,
  shutdownSchema,
} from '../schemas.ts';
import { whileConnected } from '../while-connected.ts';
import { releaseView } from '../view/release-view.ts';

export interface ControlRoutesOptions {
  interpreter: Interpreter;
  /** Pipeline time. */
  nowMs: () => number;
  planner: Planner;
  /** Refuses images that no region could run. Default: none is refused. */
  requireImages?: ImageCheck;
  /** Answers first, then ends the orchestrator. */
  onShutdown: (order: ShutdownOrder) => void;
  /** @throws AppError PROTECTED where what is deployed may not be deleted. */
  assertDestroyable: () => Promise<void>;
}

/** What changes state. Every route needs the key; all of them only submit events. */
export function controlRoutes(options: ControlRoutesOptions): Router {
  const { interpreter, nowMs, planner, onShutdown } = options;
  const router = Router();
  const releaseOn = (config: string) => {
    const { configs, activeReleases } = interpreter.state();
    return activeReleases[configs[config]?.activeRelease ?? ''];
  };
  const viewOf = (release: Release | undefined) => {
    const context = { definition: interpreter.definition(), state: interpreter.state() };
    return release === undefined ? null : releaseView(context, release, nowMs());
  };

  router.post('/configs/:config', async (request, response) => {
    const { set, unset, automated, actor, reason } = parseBody(configChangeSchema, request.body);
    const { config } = request.params;
    await options.requireImages?.(imagesOf({ defaultValue: set, rules: [] }));
    const { seq } = await interpreter.submit(({ definition, state }) => {
      const present = state.configs[config]?.current.defaultValue;
      const kept = Object.entries(present ?? {}).filter(([key]) => !unset.includes(key));
      const defaultValue = { ...Object.fromEntries(kept), ...set };
      checkValue(definition, config, defaultValue);
      return { type: 'config-changed', config, change: { defaultValue }, automated, actor, reason };
    });
    response.status(202).json({ seq, release: viewOf(releaseOn(config)) });
  });

  router.post('/configs/:config/rollback', async (request, response) => {
    const { release, actor, reason } = parseBody(rollbackSchema, request.body);
    const { config } = request.params;
    const { seq } = await interpreter.submit({
      type: 'config-rolled-back',
      config,
      release,
      actor,
      reason,
    });
    response.json({ seq, release: viewOf(findRelease(interpreter.state(), release)) });
  });

  router.post('/holds', async (request, response) => {
    const { type, ...hold } = parseBody(holdSchema, request.body);
    const { seq } = await interpreter.submit({ type, ...hold });
    response.json({ seq, holds: interpreter.state().holds });
  });

  router.post('/releases/:id/approve', async (request, response) => {
    const { id: release } = request.params;
    const { plan, allowDelete, ...approval } = parseBody(approvalSchema, request.body);
    const { phase } = approval;
    const named = plan === undefined ? {} : { plan };
    const terms = { release, phase, allowDelete, ...named };
    const confirm = await whileConnected(response, (signal) =>
      checkApproval(planner, terms, signal),
    );
    if (confirm === undefined) return;
    const { seq } = await interpreter.submit(() => ({
      type: 'phase-approved',
      release,
      ...approval,
      ...confirm(),
    }));
    response.json({ seq, release: viewOf(findRelease(interpreter.state(), release)) });
  });

  router.post('/releases/:id/:action', async (request, response) => {
    const { id, action } = request.params;
    if (!isReleaseAction(action)) {
      throw new AppError('NOT_FOUND', `there is no action "${action}"`, {
        action: `Actions: ${RELEASE_ACTIONS.join(', ')}.`,
      });
    }
    const { seq } = await interpreter.submit(eventOf(action, id, request.body));
    response.json({ seq, release: viewOf(findRelease(interpreter.state(), id)) });
  });

  router.post('/shutdown', async (request, response) => {
    const order = parseBody(shutdownSchema, request.body);
    const { destroy, unprotect = false } = order;
    if (destroy && !unprotect) await options.assertDestroyable();
    response.status(202).json({ stopping: true, destroy });
    response.on('finish', () => onShutdown(order));
  });

  return router;
}

/** Approving has a route of its own. */
function isReleaseAction(text: string): text is Exclude<ReleaseAction, 'approve'> {
  return text !== 'approve' && RELEASE_ACTIONS.some((action) => action === text);
}

function eventOf(
  action: Exclude<ReleaseAction, 'approve'>,
  release: string,
  body: unknown,
): UnstampedEvent {
  switch (action) {
    case 'pause':
      return { type: 'release-paused', release, ...parseBody(phaseActionSchema, body) };
    case 'unpause':
      return { type: 'release-unpaused', release, ...parseBody(phaseActionSchema, body) };
    case 'skip':
      return { type: 'phase-skipped', release, ...parseBody(phaseActionSchema, body) };
    case 'abort':
      return { type: 'release-aborted', release, ...parseBody(releaseActionSchema, body) };
    case 'rollout':
      return { type: 'release-rolled-out', release, ...parseBody(releaseActionSchema, body) };
  }
}
