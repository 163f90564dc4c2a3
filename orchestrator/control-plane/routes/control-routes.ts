import { Router } from 'express';
import { AppError } from '../../errors/app-error.ts';
import type { Interpreter } from '../../interpreter/interpreter.ts';
import type { UnstampedEvent } from '../../pipeline/event.ts';
import { RELEASE_ACTIONS, type ReleaseAction } from '../../pipeline/can.ts';
import { findRelease } from '../../pipeline/release-history.ts';
import type { Release } from '../../pipeline/state.ts';
import { checkValue } from '../check-value.ts';
import {
  configChangeSchema,
  holdSchema,
  parseBody,
  phaseActionSchema,
  releaseActionSchema,
  rollbackSchema,
  shutdownSchema,
} from '../schemas.ts';
import { releaseView } from '../view/release-view.ts';

export interface ControlRoutesOptions {
  interpreter: Interpreter;
  /** Pipeline time. */
  nowMs: () => number;
  /** Answers first, then ends the orchestrator. */
  onShutdown: (options: { destroy: boolean }) => void;
}

/** What changes state. Every route needs the key; all of them only submit events. */
export function controlRoutes({ interpreter, nowMs, onShutdown }: ControlRoutesOptions): Router {
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

  router.post('/shutdown', (request, response) => {
    const { destroy } = parseBody(shutdownSchema, request.body);
    response.status(202).json({ stopping: true, destroy });
    response.on('finish', () => onShutdown({ destroy }));
  });

  return router;
}

function isReleaseAction(text: string): text is ReleaseAction {
  return RELEASE_ACTIONS.some((action) => action === text);
}

function eventOf(action: ReleaseAction, release: string, body: unknown): UnstampedEvent {
  switch (action) {
    case 'approve':
      return { type: 'phase-approved', release, ...parseBody(phaseActionSchema, body) };
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
