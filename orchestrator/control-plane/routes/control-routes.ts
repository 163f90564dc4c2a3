import { Router } from 'express';
import { AppError } from '../../errors/app-error.ts';
import type { Interpreter } from '../../interpreter/interpreter.ts';
import type { UnstampedEvent } from '../../pipeline/event.ts';
import { RELEASE_ACTIONS, type ReleaseAction } from '../../pipeline/can.ts';
import { checkValue } from '../check-value.ts';
import {
  configChangeSchema,
  parseBody,
  phaseActionSchema,
  releaseActionSchema,
  shutdownSchema,
} from '../schemas.ts';
import { releaseView } from '../view/release-view.ts';

export interface ControlRoutesOptions {
  interpreter: Interpreter;
  /** Answers first, then ends the orchestrator. */
  onShutdown: (options: { destroy: boolean }) => void;
}

/** What changes state. Every route needs the key; all of them only submit events. */
export function controlRoutes({ interpreter, onShutdown }: ControlRoutesOptions): Router {
  const router = Router();

  router.post('/configs/:config', async (request, response) => {
    const { set, unset, actor, reason } = parseBody(configChangeSchema, request.body);
    const { config } = request.params;
    const { seq } = await interpreter.submit((state) => {
      const present = state.configs[config]?.current.value ?? {};
      const kept = Object.entries(present).filter(([key]) => !unset.includes(key));
      const value = { ...Object.fromEntries(kept), ...set };
      checkValue(config, value);
      return { type: 'config-changed', config, value, actor, reason };
    });
    const { configs, releases } = interpreter.state();
    const release = releases[configs[config]?.activeRelease ?? ''];
    response
      .status(202)
      .json({ seq, release: release === undefined ? null : releaseView(release) });
  });

  router.post('/releases/:id/:action', async (request, response) => {
    const { id, action } = request.params;
    if (!isReleaseAction(action)) {
      throw new AppError('NOT_FOUND', `there is no action "${action}"`, {
        action: `Actions: ${RELEASE_ACTIONS.join(', ')}.`,
      });
    }
    const { seq } = await interpreter.submit(eventOf(action, id, request.body));
    const release = interpreter.state().releases[id];
    response.json({ seq, release: release === undefined ? null : releaseView(release) });
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
