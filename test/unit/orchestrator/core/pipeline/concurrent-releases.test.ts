import { describe, expect, it } from 'vitest';
import { releaseStatus } from '../../../../../orchestrator/core/pipeline/release.ts';
import { findRelease } from '../../../../../orchestrator/core/pipeline/release-history.ts';
import { BY_BOB } from '../../../../support/actors.ts';
import { startStory } from '../../../../support/story.ts';
import { withConfigs, withPhases } from '../../../../support/walkthrough.ts';

const names = Array.from({ length: 40 }, (_, n) => `config-${n}`);
const definition = withConfigs(
  withPhases([
    { review: false, intervalMs: 1_000 },
    { review: true, intervalMs: 0 },
  ]),
  names,
);

describe('releases of several configs', () => {
  it('are active at once, and each goes its own way', () => {
    const story = startStory(definition);
    names.forEach((name, n) => story.at(n).changes('purple', name));
    expect(Object.keys(story.state().activeReleases)).toHaveLength(40);
    expect(story.wakesAt()).toBe(1_000);
    story.at(100).does({ type: 'release-aborted', release: 'rel-2', actor: 'bob', reason: null });
    story.passes(1_019);
    const statuses = names.map((_, n) =>
      releaseStatus(findRelease(story.state(), `rel-${n + 1}`)!),
    );
    expect(statuses).toEqual(
      names.map((_, n) => (n === 1 ? 'ABORTED' : n <= 19 ? 'WAITING_FOR_REVIEW' : 'IN_PROGRESS')),
    );
    expect([story.colors('config-1'), story.colors('config-30'), story.colors()]).toEqual([
      ['blue', 'blue'],
      ['purple', 'blue'],
      ['blue', 'blue'],
    ]);
  });

  it('stop all at a hold of everything, and go on together at its lift', () => {
    const story = startStory(definition).holds({ kind: 'everything' });
    names.forEach((name) => story.changes('purple', name));
    expect(names.flatMap((name) => story.colors(name))).not.toContain('purple');
    story.at(77).lifts({ kind: 'everything' });
    const starts = Object.values(story.state().activeReleases).map(
      ({ records }) => records[0]?.startedAtMs,
    );
    expect(starts).toEqual(names.map(() => 1_077));
  });

  it('are in the history in the order in which they ended, also where time jumped past it', () => {
    const first = { review: true, intervalMs: 0, approvalTimeoutMs: 500, selfApproval: true };
    const two = withConfigs(withPhases([{ ...first, onApprovalTimeout: 'abort' }]), ['banner']);
    const story = startStory(two).changes('purple').acts('release-paused');
    story.at(10).changes('purple', 'banner').at(100);
    story.does({ type: 'release-unpaused', release: 'rel-1', phase: 'phase-0', ...BY_BOB });
    story.passes(5_000);
    const history = story.state().finishedReleases.map(({ id, stage }) => [id, stage]);
    expect(history).toEqual([
      ['rel-2', { kind: 'aborted', atMs: 1_510 }],
      ['rel-1', { kind: 'aborted', atMs: 1_600 }],
    ]);
  });
});
