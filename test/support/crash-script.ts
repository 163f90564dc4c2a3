import type { Clock } from '../../orchestrator/common/clock.ts';
import type { Definition } from '../../orchestrator/core/definition/definition.ts';
import type { UnstampedEvent } from '../../orchestrator/core/pipeline/event.ts';

/** How many events the crash test plays. */
export const CRASH_ACTIONS = 208;

/** Where a process dies: around the write of one event, or in the middle of its bytes. */
export const BOUNDARIES = ['before-write', 'torn-write', 'after-write', 'after-sync'] as const;
export type Boundary = (typeof BOUNDARIES)[number];

/** The input of the crash program. */
export interface CrashPlan {
  /** Passed in, because the program starts in half the time without a parser of definitions. */
  definition: Definition;
  file: string;
  /** The event whose write it dies at; none for a run to the end. */
  dieAtSeq: number | null;
  boundary: Boundary;
}

const BY = { actor: 'alice', reason: 'ünïcode\nand a line break' };

/** The event number `seq` of the script: every action there is, each release ended another way. */
export function scriptedEvent(seq: number): UnstampedEvent {
  const [turn, step] = [Math.floor((seq - 1) / 8), (seq - 1) % 8];
  const release = `rel-${turn + 1}`;
  switch (step) {
    case 0:
      return {
        type: 'config-changed',
        config: 'colorteller',
        change: { defaultValue: { color: `#${seq.toString(16).padStart(6, '0')}` } },
        ...BY,
      };
    case 1:
      return { type: 'phase-approved', release, phase: 'phase-0', ...BY };
    case 2:
      return { type: 'release-paused', release, phase: 'phase-1', ...BY };
    case 3:
      return { type: 'region-observed', region: 'spare', answer: null, problem: `seq ${seq}` };
    case 4:
      return { type: 'release-unpaused', release, phase: 'phase-1', ...BY };
    case 5:
      return { type: 'timer-fired' };
    case 6:
      return { type: 'phase-skipped', release, phase: 'phase-1', ...BY };
    default:
      return turn % 2 === 0
        ? { type: 'release-aborted', release, ...BY }
        : { type: 'release-rolled-out', release, ...BY };
  }
}

/** A clock that stands at the place in the script: a second after each event; its sleeps never end. */
export function scriptClock(lastSeq: () => number): Clock {
  return {
    nowMs: () => (lastSeq() + 1) * 1_000,
    sleep: () => new Promise(() => undefined),
  };
}
