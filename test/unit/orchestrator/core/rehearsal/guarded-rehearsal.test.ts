import { describe, expect, it } from 'vitest';
import type { Rehearsal } from '../../../../../orchestrator/core/rehearsal/rehearsal.ts';
import { guardrail } from '../../../../support/guardrail.ts';
import { rehearsed } from '../../../../support/rehearsed.ts';
import { withPhases } from '../../../../support/walkthrough.ts';

const MINUTE = 60_000;

const bake = (minutes: number) => ({ review: false, intervalMs: minutes * MINUTE });

function played(phases: Parameters<typeof withPhases>[0], ...faults: string[]): Rehearsal {
  return rehearsed(withPhases(phases), faults);
}

/** Per phase: its waits, when it starts and when it ends, in minutes. */
function table({ phases }: Rehearsal) {
  const minutes = (ms: number | null) => (ms === null ? null : ms / MINUTE);
  return phases.map(({ waits, startsAtMs, endsAtMs }) => [
    waits.map(
      ({ kind, fromMs, untilMs }) => `${kind} ${fromMs / MINUTE}-${minutes(untilMs) ?? ''}`,
    ),
    minutes(startsAtMs),
    minutes(endsAtMs),
  ]);
}

describe('a rehearsal of phases with guardrails', () => {
  const guarded = (onBreach: 'abort' | 'hold', windowMs = MINUTE) => [
    { ...bake(2), guardrails: [guardrail('p95 <= 1s', { onBreach, windowMs })] },
    bake(1),
  ];

  it('lets them pass after their window, as nothing is measured', () => {
    const long = guarded('abort', 5 * MINUTE);
    expect(table(played(long))).toEqual([
      [['bake 0-2', 'guardrail 2-5'], 0, 5],
      [['bake 5-6'], 5, 6],
    ]);
  });

  it.each([
    ['breach@1m', 'ABORTED', 'breached'],
    ['breach:errors@1m', 'ABORTED', 'breached'],
    ['breach:cpu@1m', 'COMPLETED', 'nothing: phase "phase-0" has no guardrail "cpu"'],
  ])('%s leaves it %s: %s', (fault, status, outcome) => {
    const rehearsal = played(guarded('abort'), fault);
    expect(rehearsal.status).toBe(status);
    expect(rehearsal.faults).toMatchObject([{ atMs: MINUTE, outcome }]);
  });

  it('is held while a breach lasts that only holds', () => {
    const rehearsal = played(guarded('hold'), 'breach@1m+4m');
    expect(table(rehearsal)[0]).toEqual([['bake 0-2', 'guardrail 2-5'], 0, 5]);
    const lasting = played(guarded('hold'), 'breach@1m');
    expect(lasting.waitsForPerson?.reason).toBe(
      'phase "phase-0" is live and waits for guardrail "errors": rehearsed',
    );
  });
});
