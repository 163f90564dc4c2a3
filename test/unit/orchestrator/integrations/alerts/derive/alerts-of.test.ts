import { describe, expect, it } from 'vitest';
import type { RegionAnswer } from '../../../../../../orchestrator/core/pipeline/records.ts';
import { BY_ALICE } from '../../../../../support/actors.ts';
import { guardrail, judged } from '../../../../../support/guardrail.ts';
import { startStory, type Story } from '../../../../../support/story.ts';
import { alertsOfStory } from '../../../../../support/story-alerts.ts';
import { walkthrough, withPhases } from '../../../../../support/walkthrough.ts';

const answer = (configVersion: number): RegionAnswer => ({
  color: configVersion === 1 ? 'blue' : 'purple',
  configVersion,
  release: null,
  instance: 'i',
});
const sees = (story: Story, region: string, version: number | null) =>
  story.does({
    type: 'region-observed',
    region,
    answer: version === null ? null : answer(version),
    problem: version === null ? 'ECONNREFUSED' : null,
  });

/** The texts of the alerts of the last events of a story. */
const lastOf = (story: Story, count: number, definition = walkthrough()) =>
  alertsOfStory(story, definition)
    .slice(-count)
    .map((alerts) => alerts.map(({ kind, text }) => `${kind}: ${text}`));

describe('the alerts of an event', () => {
  it('report a release from its start to its end, with the next command', () => {
    const story = startStory(walkthrough())
      .changes('purple')
      .approves('ann')
      .acts('release-paused')
      .acts('release-unpaused')
      .approves('bob');
    const received = alertsOfStory(story, walkthrough());
    expect(received.map((alerts) => alerts.map(({ kind, command }) => [kind, command]))).toEqual([
      [
        ['release-started', 'npx colorteller status'],
        ['approval-needed', 'npx colorteller approve --release rel-1 --phase us-west1'],
      ],
      [
        ['phase-approved', 'npx colorteller status'],
        ['phase-started', 'npx colorteller status --watch'],
        ['approval-needed', 'npx colorteller approve --release rel-1 --phase us-central1'],
      ],
      [['release-paused', 'npx colorteller unpause --release rel-1 --phase us-central1']],
      [['release-unpaused', 'npx colorteller status']],
      [
        ['phase-approved', 'npx colorteller status'],
        ['phase-started', 'npx colorteller status --watch'],
        ['release-completed', null],
      ],
    ]);
    expect(received[0]?.[0]).toEqual({
      kind: 'release-started',
      seq: 1,
      atMs: 1_000,
      text: 'rel-1 has started: colorteller version 2 (purple) goes through region-by-region, by alice',
      command: 'npx colorteller status',
      release: 'rel-1',
      config: 'colorteller',
      phase: null,
      region: null,
      stack: null,
      actor: 'alice',
      reason: null,
    });
  });

  it('report once that a phase is live when all its regions answer its version', () => {
    const story = startStory(walkthrough()).changes('purple').approves('ann');
    sees(story, 'us-west1', 1);
    sees(story, 'us-west1', 2);
    sees(story, 'us-west1', null);
    sees(story, 'us-west1', 2);
    expect(lastOf(story, 4)).toEqual([
      [],
      ['phase-live: rel-1: phase us-west1 is live: all its regions answer the new version'],
      ['region-failed: region us-west1 does not answer: ECONNREFUSED'],
      ['region-back: region us-west1 answers again: purple, version 2'],
    ]);
  });

  it('report the last phase as live before the release that it completes, with the stack', () => {
    const definition = withPhases([{ review: false, intervalMs: 0 }]);
    const story = startStory(definition).does({ type: 'deployment-started' }).changes('purple');
    sees(story, 'region-0', 2);
    const received = alertsOfStory(story, definition).at(-1) ?? [];
    expect(received.map(({ kind, stack }) => [kind, stack])).toEqual([
      ['phase-live', 'production'],
      ['release-completed', null],
    ]);
    sees(story, 'region-0', null);
    expect(alertsOfStory(story, definition).at(-1)).toMatchObject([
      { kind: 'region-failed', stack: 'production' },
    ]);
  });

  it('say with an abort that the workspace file still asks for what was taken back', () => {
    const definition = walkthrough();
    const [config] = definition.dynamicConfigs;
    const dynamicConfigs = [{ ...config!, defaultValue: { color: 'purple' } }];
    const file = { ...definition, dynamicConfigs };
    const story = startStory(definition).does({
      type: 'definition-changed',
      definition: file,
      file,
      ...BY_ALICE,
    });
    story.acts('release-aborted');
    expect(lastOf(story, 1).flat()).toEqual([
      expect.stringMatching(
        /^release-aborted: .*; the file asks for colorteller \{"color":"purple"\}, but version 1 is released/,
      ),
    ]);
  });

  it('report no region as failed that was removed before the next start', () => {
    const story = startStory(walkthrough()).does({ type: 'deployment-started' });
    sees(story, 'us-west1', 1);
    story.does({ type: 'deployment-started' });
    sees(story, 'us-west1', null);
    sees(story, 'us-west1', 1);
    expect(lastOf(story, 3)).toEqual([[], [], []]);
  });

  it('report the last phase as live after the release has completed, but none of an aborted one', () => {
    const story = startStory(walkthrough()).changes('purple').approves('ann').approves('ann');
    sees(story, 'us-central1', 2);
    expect(lastOf(story, 1).flat()).toEqual([expect.stringMatching(/^phase-live: .*us-central1/)]);

    const aborted = startStory(walkthrough())
      .changes('purple')
      .approves('ann')
      .acts('release-aborted');
    sees(aborted, 'us-west1', 2);
    expect(lastOf(aborted, 2)).toEqual([
      [
        'release-aborted: rel-1 is aborted by alice; everyone gets the former version of colorteller',
      ],
      [],
    ]);
  });

  it('report a release that starts and completes in one moment', () => {
    const definition = withPhases([{ review: false, intervalMs: 0 }]);
    const story = startStory(definition).changes('purple');
    expect(alertsOfStory(story, definition)[0]?.map(({ kind }) => kind)).toEqual([
      'release-started',
      'phase-started',
      'release-completed',
    ]);
  });

  it('count approvals where several are needed, and name who may not give one', () => {
    const definition = withPhases([
      { review: true, intervalMs: 0, minimumApprovals: 2, selfApproval: false },
    ]);
    const story = startStory(definition).changes('purple').approves('ann').approves('bob');
    expect(lastOf(story, 3, definition).map(([, second = 'nothing']) => second)).toEqual([
      'approval-needed: rel-1: phase phase-0 waits for 2 approvals, not by alice',
      'nothing',
      'phase-started: rel-1: phase phase-0 gets colorteller version 2 (purple)',
    ]);
    expect(lastOf(story, 2, definition)[0]).toEqual([
      'phase-approved: rel-1: phase phase-0 is approved by ann (1 of 2)',
    ]);
  });

  it('report the effect of a deadline without an approval', () => {
    const definition = withPhases([{ review: true, intervalMs: 0, approvalTimeoutMs: 60_000 }]);
    const story = startStory(definition).changes('purple').passes(60_000);
    expect(lastOf(story, 1, definition)[0]).toEqual([
      'release-aborted: rel-1 is aborted by approval timeout: nobody approved phase "phase-0" in time; everyone gets the former version of colorteller',
    ]);
  });

  it('report rollbacks, holds and changes without a pipeline', () => {
    const story = startStory(walkthrough())
      .changes('green')
      .acts('release-rolled-out')
      .changes('purple')
      .acts('release-rolled-out')
      .rollsBack('rel-1')
      .holds({ kind: 'region', name: 'us-west1' })
      .lifts({ kind: 'region', name: 'us-west1' })
      .does({ ...startStory(walkthrough()).change('red'), atOnce: true });
    const received = alertsOfStory(story, walkthrough()).slice(-5);
    expect(
      received.map((alerts) => alerts.map(({ kind, command }) => `${kind} ${command}`)),
    ).toEqual([
      [
        'release-rolled-out npx colorteller status',
        'release-completed npx colorteller rollback colorteller --to rel-1',
      ],
      ['rolled-back npx colorteller status'],
      ['held npx colorteller lift --region us-west1'],
      ['lifted npx colorteller status'],
      ['config-changed npx colorteller status'],
    ]);
  });

  it('report once that an update failed, without keys, and its recovery', () => {
    const message = `The update of stack production failed: refused secret-${'x'.repeat(32)}`;
    const ended = { changes: 1, durationMs: 1, regions: {}, stack: 'production' };
    const story = startStory(walkthrough())
      .does({ type: 'stack-update-failed', stack: 'production', code: 'UPDATE_FAILED', message })
      .does({ type: 'stack-updated', ...ended })
      .does({ type: 'stack-updated', ...ended });
    expect(lastOf(story, 3)).toEqual([
      ['update-failed: an update of stack production failed: [UPDATE_FAILED] refused secret-…'],
      ['update-recovered: stack production is updated again'],
      [],
    ]);
  });

  it('quote a name so that a shell takes it as one word', () => {
    const definition = withPhases([{ review: true, intervalMs: 0 }]);
    const [pipeline] = definition.pipelines;
    const phases = pipeline!.phases.map((phase) => ({ ...phase, id: "it's; rm" }));
    const odd = { ...definition, pipelines: [{ ...pipeline!, phases }] };
    const story = startStory(odd).does({ ...startStory(odd).change('purple'), ...BY_ALICE });
    expect(alertsOfStory(story, odd)[0]?.at(-1)?.command).toBe(
      `npx colorteller approve --release rel-1 --phase 'it'\\''s; rm'`,
    );
  });

  it('report a breach with its numbers, and that it aborts the release', () => {
    const definition = withPhases([
      { review: false, intervalMs: 0, guardrails: [guardrail('error-rate <= 2%')] },
    ]);
    const story = startStory(definition).changes('purple').does(judged('breached'));
    expect(lastOf(story, 1, definition)).toEqual([
      [
        'guardrail-breached: rel-1: guardrail errors of phase phase-0 is breached: error-rate 31% > 2%',
        expect.stringMatching(/^release-aborted: .*guardrail errors.*error-rate 31% > 2%/),
      ],
    ]);
  });
});
