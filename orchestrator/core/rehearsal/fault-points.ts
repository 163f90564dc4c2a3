import type { UnstampedEvent } from '../pipeline/event.ts';
import type { GuardVerdict } from '../pipeline/records.ts';
import { guardedPhase } from '../pipeline/guardrails.ts';
import { currentPhase } from '../pipeline/release.ts';
import type { Release } from '../pipeline/state.ts';
import type { Fault } from './fault.ts';

const BY_FAULT = { actor: 'fault', reason: 'rehearsed' };

/** A moment of a rehearsal at which a fault does something. */
export interface Point {
  atMs: number;
  text: string;
  outcome: string;
  /** Undefined: nothing is done to the release itself. */
  eventFor: (release: Release) => UnstampedEvent | undefined;
}

/** When a fault begins and ends, and what it then does. */
export function pointsOf(fault: Fault, startMs: number): Point[] {
  const { text, kind } = fault;
  const atMs = startMs + fault.atMs;
  if (kind === 'abort') {
    const eventFor = ({ id: release }: Release): UnstampedEvent => ({
      type: 'release-aborted',
      release,
      ...BY_FAULT,
    });
    return [{ atMs, text, outcome: 'aborted', eventFor }];
  }
  const first = { atMs, text };
  if (kind === 'breach') {
    const { guardrail, durationMs } = fault;
    const judge = (verdict: GuardVerdict) => (release: Release) =>
      rehearsedVerdict(release, guardrail, verdict);
    const begin = { ...first, outcome: 'breached', eventFor: judge('breached') };
    if (durationMs === undefined) return [begin];
    const end = { atMs: atMs + durationMs, text };
    return [begin, { ...end, outcome: 'it passes again', eventFor: judge('passing') }];
  }
  const endMs = atMs + fault.durationMs;
  const last = { atMs: endMs, text };
  switch (kind) {
    case 'pause': {
      const act = (type: 'release-paused' | 'release-unpaused') => (release: Release) => {
        const phase = currentPhase(release)?.id ?? '';
        return { type, release: release.id, phase, ...BY_FAULT };
      };
      return [
        { ...first, outcome: 'paused', eventFor: act('release-paused') },
        { ...last, outcome: 'unpaused', eventFor: act('release-unpaused') },
      ];
    }
    case 'hold':
      return holdPoints(fault, startMs).map(({ event, ...point }) => ({
        ...point,
        eventFor: () => event,
      }));
    case 'away':
    case 'down': {
      const outcome = kind === 'away' ? 'nobody approves' : 'the orchestrator is down';
      const back = kind === 'away' ? 'somebody is back' : 'it is back and has caught up';
      const eventFor = () => undefined;
      return [
        { ...first, outcome, eventFor },
        { ...last, outcome: back, eventFor },
      ];
    }
  }
}

/** When a hold is placed and lifted. */
export function holdPoints(
  { text, scope, atMs, durationMs }: Extract<Fault, { kind: 'hold' }>,
  startMs: number,
): (Omit<Point, 'eventFor'> & { event: UnstampedEvent })[] {
  const placedMs = startMs + atMs;
  const liftedMs = placedMs + durationMs;
  const placed = { type: 'hold-placed', scope, ...BY_FAULT } as const;
  const lifted = { type: 'hold-lifted', scope, ...BY_FAULT } as const;
  return [
    { atMs: placedMs, text, outcome: 'held', event: placed },
    { atMs: liftedMs, text, outcome: 'lifted', event: lifted },
  ];
}

/** A verdict that no number stands behind; of the first guardrail where none is named. */
export function rehearsedVerdict(
  release: Release,
  guardrail: string | undefined,
  verdict: GuardVerdict,
): UnstampedEvent {
  const phase = release.phases[guardedPhase(release) ?? -1];
  return {
    type: 'guardrail-judged',
    release: release.id,
    phase: phase?.id ?? currentPhase(release)?.id ?? '',
    guardrail: guardrail ?? phase?.guardrails?.[0]?.name ?? '',
    verdict,
    value: null,
    baseline: null,
    limit: null,
    samples: 0,
    text: 'rehearsed',
  };
}
