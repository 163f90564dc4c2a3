import { own } from '../../common/own.ts';
import { Router, type Response } from 'express';
import { AppError } from '../../common/errors/app-error.ts';
import type { ImageCheck } from '../../runtime/images/image-check.ts';
import type { Interpreter } from '../../runtime/interpreter/interpreter.ts';
import { RELEASE_ACTIONS, type ReleaseAction } from '../../core/pipeline/can.ts';
import { findRelease } from '../../core/pipeline/release-history.ts';
import type { Release } from '../../core/pipeline/state.ts';
import { checkApproval } from '../../runtime/plan/check-approval.ts';
import type { Planner } from '../../runtime/plan/planner.ts';
import { imagesOf } from '../../runtime/versions/version-view.ts';
import {
  type ActionRequest,
  eventOf,
  type ResolvedRequest,
  withArchived,
} from '../action-request.ts';
import { createReleaseArchive } from '../../runtime/interpreter/release-archive.ts';
import {
  approvalSchema,
  configChangeSchema,
  holdSchema,
  noBodySchema,
  parseBody,
  phaseActionSchema,
  releaseActionSchema,
  rollbackSchema,
  type ShutdownOrder,
  shutdownSchema,
} from '../schemas.ts';
import type { PhaseTimes } from '../phase-times.ts';
import { conflictSummary } from '../conflict-summary.ts';
import { buildReleaseView } from '../view/build-release-view.ts';

export interface ControlRoutesOptions {
  interpreter: Interpreter;
  /** Pipeline time. */
  nowMs: () => number;
  planner: Planner;
  phaseTimes: PhaseTimes;
  /** Refuses images that no region could run. Default: none is refused. */
  requireImages?: ImageCheck;
  /** Makes an address of the page that opens a session once. */
  newPageUrl: () => string;
  /** Answers first, then ends the orchestrator. */
  onShutdown: (order: ShutdownOrder) => void;
  /** @throws AppError PROTECTED where what is deployed may not be deleted. */
  assertDestroyable: () => Promise<void>;
}

/** What changes state. Every route needs the key; all of them only submit events. */
export function controlRoutes(options: ControlRoutesOptions): Router {
  const { interpreter, nowMs, planner, phaseTimes, onShutdown } = options;
  const router = Router();
  const archive = createReleaseArchive(interpreter);
  const releaseOn = (config: string) => {
    const { configs, activeReleases } = interpreter.state();
    return own(activeReleases, own(configs, config)?.activeRelease ?? '');
  };
  const viewOf = (release: Release | undefined) => {
    const context = { definition: interpreter.definition(), state: interpreter.state() };
    return release === undefined ? null : buildReleaseView(context, release, nowMs());
  };

  /** Submits what a request means; a refusal lists what people did since the caller read the state. */
  const submit = async (action: ResolvedRequest, more: () => object = () => ({})) => {
    try {
      return await interpreter.submit((context) => {
        if ('askedMsAgo' in action) phaseTimes.assertAskedOf(action.release, action.askedMsAgo);
        return { ...eventOf(action, context), ...more() };
      });
    } catch (error) {
      throw conflictSummary(error, interpreter, action);
    }
  };

  router.post('/configs/:config', async (request, response) => {
    const change = parseBody(configChangeSchema, request.body);
    const { config } = request.params;
    await options.requireImages?.(imagesOf({ defaultValue: change.set, rules: [] }));
    const before = releaseOn(config);
    const { seq } = await submit({ action: 'config', config, ...change });
    // A change back to the value before a release aborts it.
    const release = releaseOn(config) ?? findRelease(interpreter.state(), before?.id ?? '');
    response.status(202).json({ seq, release: viewOf(release) });
  });

  router.post('/configs/:config/rollback', async (request, response) => {
    const rollback = parseBody(rollbackSchema, request.body);
    const { config } = request.params;
    const target = await withArchived(
      { action: 'rollback', config, ...rollback },
      interpreter.state(),
      archive,
    );
    const { seq } = await submit(target);
    const found = findRelease(interpreter.state(), rollback.release) ?? target.archived;
    response.json({ seq, release: viewOf(found) });
  });

  router.post('/holds', async (request, response) => {
    const { seq } = await submit({ action: 'hold', ...parseBody(holdSchema, request.body) });
    response.json({ seq, holds: interpreter.state().holds });
  });

  router.post('/releases/:id/approve', async (request, response) => {
    const { id: release } = request.params;
    const approval = parseBody(approvalSchema, request.body);
    const { plan, allowDelete, phase } = approval;
    const named = plan === undefined ? {} : { plan };
    const terms = { release, phase, allowDelete, ...named };
    const confirm = await whileConnected(response, (signal) =>
      checkApproval(planner, terms, signal),
    );
    if (confirm === undefined) return;
    let actionsBefore: number | undefined;
    const { seq } = await submit({ action: 'approve', release, ...approval }, () => {
      actionsBefore = findRelease(interpreter.state(), release)?.actions.length;
      return confirm();
    });
    const approved = findRelease(interpreter.state(), release);
    const counted = approved?.actions.length !== actionsBefore;
    response.json({ seq, release: viewOf(approved), counted });
  });

  router.post('/releases/:id/:action', async (request, response) => {
    const { id, action } = request.params;
    if (!isReleaseAction(action)) {
      throw new AppError('NOT_FOUND', `there is no action "${action}"`, {
        action: `Actions: ${RELEASE_ACTIONS.join(', ')}.`,
      });
    }
    const { seq } = await submit(actionRequest(action, id, request.body));
    response.json({ seq, release: viewOf(findRelease(interpreter.state(), id)) });
  });

  router.post('/page', (request, response) => {
    parseBody(noBodySchema, request.body);
    response.status(201).json({ pageUrl: options.newPageUrl() });
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

function actionRequest(
  action: Exclude<ReleaseAction, 'approve'>,
  release: string,
  body: unknown,
): ActionRequest {
  return action === 'abort' || action === 'rollout'
    ? { action, release, ...parseBody(releaseActionSchema, body) }
    : { action, release, ...parseBody(phaseActionSchema, body) };
}

/**
 * Does what may take a while for as long as the client waits for it. Undefined when it has disconnected: then nobody is
 * left to answer.
 */
export async function whileConnected<T>(
  response: Response,
  run: (signal: AbortSignal) => Promise<T>,
): Promise<T | undefined> {
  const gone = new AbortController();
  const leave = () => gone.abort();
  response.once('close', leave);
  try {
    return await run(gone.signal);
  } catch (error) {
    if (gone.signal.aborted) return undefined;
    throw error;
  } finally {
    response.off('close', leave);
  }
}
