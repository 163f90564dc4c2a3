import { expect, it } from 'vitest';
import type { StateView } from '../../../../../orchestrator/control-plane/view/state-view.ts';
import { nextStep } from '../../../../../services/dashboard/store/next-step.ts';

type Release = StateView['releases'][number];

const release = (id: string, more: object): Release =>
  ({ id, status: 'IN_PROGRESS', currentPhase: 'p', ...more }) as unknown as Release;
const baking = release('baking', { waitingFor: { kind: 'bake', untilMs: 5 } });
const review = release('review', { waitingFor: { kind: 'approval', untilMs: null } });
const held = release('held', { waitingFor: { kind: 'block', untilMs: null } });
const window = release('window', { waitingFor: { kind: 'block', untilMs: 9 } });
const ended = release('ended', { currentPhase: null, waitingFor: null });
const bad = [{ name: 's', failure: { code: 'X' } }] as unknown as StateView['stacks'];

it.each<[string, Release[], StateView['stacks'], object]>([
  [
    'a review before a hold',
    [held, baking, review],
    [],
    { kind: 'review', release: review, others: 2 },
  ],
  ['a hold before what goes on by itself', [baking, held], [], { kind: 'unblock', release: held }],
  ['a window that opens by itself as something to watch', [window], [], { kind: 'watch' }],
  ['a failed stack where nothing is released', [ended], bad, { kind: 'failed', stacks: ['s'] }],
  ['rest with the last that ended', [ended], [], { kind: 'rest', last: ended }],
])('names %s', (_, releases, stacks, expected) => {
  expect(nextStep({ releases, stacks })).toMatchObject(expected);
});
