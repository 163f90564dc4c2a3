import { Router } from 'express';
import { AppError } from '../../common/errors/app-error.ts';
import type { Interpreter } from '../../runtime/interpreter/interpreter.ts';
import type { SimulatedClock } from '../../common/simulated-clock.ts';
import { clockAdvanceSchema, clockResumeSchema, noBodySchema, parseBody } from '../schemas.ts';
import type { ClockAnswer } from '../view/answers.ts';
import type { StateView } from '../view/state-view.ts';

export interface ClockRoutesOptions {
  interpreter: Interpreter;
  /** Null where pipeline time is the machine's. */
  simulatedClock: SimulatedClock | null;
  /** Resolves when the regions that a release waits for have answered. */
  regionsCaughtUp: () => Promise<void>;
  view: () => StateView;
}

/** Steers a simulated clock. Every route needs the key. */
export function clockRoutes({
  interpreter,
  simulatedClock,
  regionsCaughtUp,
  view,
}: ClockRoutesOptions): Router {
  const router = Router();

  /** What became due is in the log, and has happened at the regions, too. */
  const settled = async (): Promise<void> => {
    await interpreter.settled();
    await regionsCaughtUp();
    await interpreter.settled();
  };

  /** Moves time; answers after everything that became due is in the log. */
  const advance = async (clock: SimulatedClock, ms: number): Promise<ClockAnswer> => {
    const { seq } = view();
    await clock.advance(ms, settled);
    // The log records how far time had come, so that a restart does not fall behind it.
    if (interpreter.state().lastEventAtMs < clock.nowMs()) {
      await interpreter.submit({ type: 'timer-fired' });
    }
    return { clock: view().clock, events: interpreter.events(seq) };
  };

  router.post('/clock/advance', async (request, response) => {
    const { ms } = parseBody(clockAdvanceSchema, request.body);
    response.json(await advance(requireSimulated(simulatedClock), ms));
  });

  router.post('/clock/to-next-event', async (request, response) => {
    parseBody(noBodySchema, request.body);
    const clock = requireSimulated(simulatedClock);
    // While a release waits for regions to answer, no timer runs; it starts when they have.
    await settled();
    const nextMs = clock.nextEventMs();
    if (nextMs === undefined) {
      throw new AppError('ACTION_REFUSED', 'no timer runs: nothing becomes due by itself', {
        action: 'See what the releases wait for with: npx colorteller status',
      });
    }
    response.json(await advance(clock, Math.max(0, nextMs - clock.nowMs())));
  });

  router.post('/clock/pause', (request, response) => {
    parseBody(noBodySchema, request.body);
    requireSimulated(simulatedClock).pause();
    response.json({ clock: view().clock, events: [] });
  });

  router.post('/clock/resume', (request, response) => {
    const { speed } = parseBody(clockResumeSchema, request.body);
    requireSimulated(simulatedClock).resume(speed);
    response.json({ clock: view().clock, events: [] });
  });

  return router;
}

/** @throws AppError CLOCK_IS_REAL */
function requireSimulated(clock: SimulatedClock | null): SimulatedClock {
  if (clock !== null) return clock;
  throw new AppError(
    'CLOCK_IS_REAL',
    'this orchestrator runs on real time, which cannot be moved',
    {
      action:
        'Start it with: npx colorteller up --speed 600 (or --speed 0: time stands until advanced).',
    },
  );
}
