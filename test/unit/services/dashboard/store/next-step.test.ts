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
  const nothing = { configs: {}, regions: [], tooling: null };
  expect(nextStep({ ...nothing, releases, stacks })).toMatchObject(expected);
});

const tooling = {} as NonNullable<StateView['tooling']>;
const region = (name: string, isSettled: boolean) =>
  ({ name, isSettled, decided: {} }) as unknown as StateView['regions'][number];
const current = (id: string | null) =>
  ({ colorteller: { current: { release: id } } }) as unknown as StateView['configs'];
const last = (status: Release['status']) =>
  release('rel-2', { config: 'colorteller', status, currentPhase: null, waitingFor: null });

it.each<[string, Release[], StateView['configs'], object]>([
  [
    'the first deployment',
    [],
    current(null),
    { kind: 'deploying', regions: ['b'], last: undefined },
  ],
  ['what a release left to deploy', [last('COMPLETED')], current('rel-2'), { kind: 'deploying' }],
  ['the way back after an abort', [last('ABORTED')], current('rel-1'), { kind: 'rolling-back' }],
  ['the way back by a rollback', [last('COMPLETED')], current('rel-1'), { kind: 'rolling-back' }],
])(
  'names %s while a region is not as decided, and rest only then',
  (_, releases, configs, expected) => {
    const state = { releases, configs, stacks: [], tooling };
    expect(nextStep({ ...state, regions: [region('a', true), region('b', false)] })).toMatchObject(
      expected,
    );
    expect(nextStep({ ...state, regions: [region('a', true)] }).kind).toBe('rest');
  },
);
