import { AppError } from '../common/errors/app-error.ts';
import { activeReleases, currentPhase } from '../core/pipeline/release.ts';
import type { Interpreter } from '../runtime/interpreter/interpreter.ts';

/** Refuses an action on whichever phase is current, where that one became current after the action was asked for. */
export interface PhaseTimes {
  /** @param askedMsAgo in real time. @throws AppError STALE_PHASE */
  assertAskedOf(release: string, askedMsAgo: number | undefined): void;
}

/**
 * Notes in real time when a release comes to another phase: pipeline time jumps. The phases of the start have no time,
 * and count as current for ever.
 */
export function followPhaseTimes(
  interpreter: Pick<Interpreter, 'state' | 'subscribe'>,
  realNowMs: () => number,
): PhaseTimes {
  const phasesNow = () =>
    new Map(
      activeReleases(interpreter.state()).map((release) => [
        release.id,
        currentPhase(release)?.id ?? '',
      ]),
    );
  let current = new Map(
    [...phasesNow()].map(([release, phase]) => [release, { phase, sinceMs: -Infinity }]),
  );
  interpreter.subscribe(() => {
    current = new Map(
      [...phasesNow()].map(([release, phase]) => {
        const before = current.get(release);
        return [release, before?.phase === phase ? before : { phase, sinceMs: realNowMs() }];
      }),
    );
  });
  return {
    assertAskedOf: (release, askedMsAgo) => {
      const now = current.get(release);
      if (now === undefined || askedMsAgo === undefined) return;
      if (now.sinceMs <= realNowMs() - askedMsAgo) return;
      throw new AppError(
        'STALE_PHASE',
        `phase "${now.phase}" of release ${release} became the current one after this was asked for`,
        {
          action: `See what changed with: npx colorteller status. Then name the phase: --phase ${now.phase}`,
        },
      );
    },
  };
}
