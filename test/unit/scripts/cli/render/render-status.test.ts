import { stripVTControlCharacters } from 'node:util';
import stringWidth from 'fast-string-width';
import { describe, expect, it } from 'vitest';
import { parseDefinition } from '../../../../../orchestrator/core/definition/parse.ts';
import type { StateView } from '../../../../../orchestrator/control-plane/view/state-view.ts';
import { BY_ALICE } from '../../../../support/actors.ts';
import { guardrail, judged } from '../../../../support/guardrail.ts';
import { regionNamed, withPhases } from '../../../../support/walkthrough.ts';
import { renderStatus } from '../../../../../scripts/cli/render/render-status.ts';
import { stateAfter } from '../../../../../scripts/cli/client/live-state.ts';
import { startTestControlPlane } from '../../../../support/control-plane.ts';

const plain = (_: unknown, text: string) => text;
const shown = (state: StateView) => renderStatus(plain, state);

/** Two phases: a review, then a bake of a quarter of an hour. */
const PLAN = [
  { review: true, intervalMs: 900_000 },
  { review: true, intervalMs: 0 },
];

async function startedRelease(definition = withPhases(PLAN)) {
  const plane = await startTestControlPlane(definition);
  await plane.client.changeConfig('colorteller', { set: { color: 'purple' }, ...BY_ALICE });
  return plane;
}

describe('the tree of a status', () => {
  it('shows what a terminal would act on, in place of doing it', async () => {
    await using plane = await startedRelease();
    const state = await plane.client.state();
    expect(shown({ ...state, workspace: 'a\u001b[8mb\u202e' })).toContain('a␛[8mb\ufffd');
  });

  it('goes from the config over release, pipeline and phase to the regions and their addresses', async () => {
    await using plane = await startedRelease();
    const [first = ''] = shown(await plane.client.state()).split('\n\nStacks');
    expect(
      first
        .split('\n')
        .slice(2)
        .map((line) => line.replace(/\(since .*\)/, '(since …)')),
    ).toMatchInlineSnapshot(`
        [
          "colorteller  version 1 {"color":"blue"}",
          "└─ rel-1  WAITING_FOR_REVIEW  version 2 {"color":"purple"}",
          "   └─ pipeline region-by-region, started by alice",
          "      ├─ ◐ phase-0        waiting-for-review review, bake 15m",
          "      │  ├─ phase "phase-0" waits for an approval",
          "      │  │  for 0s (since …)",
          "      │  │  ended by anyone who approves, skips or aborts",
          "      │  │  $ npx colorteller approve --phase phase-0",
          "      │  └─ ✖ region-0  no answer  http://127.0.0.1:5000",
          "      │     decided blue v1, not applied, no response yet",
          "      └─ ○ phase-1        to-come      review",
          "         └─ ✖ region-1  no answer  http://127.0.0.1:5001",
          "            decided blue v1, not applied, no response yet",
        ]
      `);
  });

  it('shows cells beneath their region, each with its share, and what the region gives its users', async () => {
    const definition = parseDefinition(
      `
environments: [{ name: production }]
regions:
  - name: us-west1
    environment: production
    port: 5000
    cells: [{ name: canary, weight: 5 }, { name: early, weight: 20 }, { name: rest, weight: 75 }]
dynamicConfigs: [{ name: colorteller, pipeline: canary, defaultValue: { color: blue } }]
pipelines:
  - name: canary
    phases:
      - { name: canary, rules: [{ conditions: [{ type: custom_field, field: cell, operator: any, targetValue: [canary] }] }] }
      - { name: others, requiredReview: true, rules: [{ conditions: [{ type: custom_field, field: cell, operator: none, targetValue: [canary] }] }] }
`,
      'colorteller.yaml',
    );
    await using plane = await startTestControlPlane(definition);
    const answer = (color: string, configVersion: number) => ({
      problem: null,
      answer: { color, configVersion, release: null, instance: 'i' },
    });
    const observe = (region: string, color: string, version: number) =>
      plane.interpreter.submit({ type: 'region-observed', region, ...answer(color, version) });
    for (const cell of ['canary', 'early', 'rest']) await observe(`us-west1/${cell}`, 'blue', 1);
    const before = shown(await plane.client.state());
    expect(before).toContain('us-west1         ■ blue 100 %  http://127.0.0.1:5000\n');
    expect(before).toMatch(/ {3}├─ . us-west1\/early {3}■ blue v1 {2}of 20 %\n/);
    await plane.client.changeConfig('colorteller', { set: { color: 'purple' }, ...BY_ALICE });
    await observe('us-west1/canary', 'purple', 2);
    const after = shown(await plane.client.state());
    expect(after).toContain(
      'Shares\n  us-west1  ■ blue 95 %, ■ purple 5 %  http://127.0.0.1:5000\n',
    );
    expect(after).toMatch(/canary {9}done.*\n.*us-west1\/canary {2}■ purple v2 {2}of 5 %\n/);
    expect(after).toContain('1 region, 3 cells');
  });

  it('shows the guardrails of a phase, and which of them fail', async () => {
    const both = [
      guardrail('error-rate <= 2%', { onBreach: 'hold' }),
      guardrail('p95 <= 1s', { name: 'slow', dryRun: true }),
    ];
    await using plane = await startedRelease(
      withPhases([{ review: false, intervalMs: 0, guardrails: both }]),
    );
    await plane.interpreter.submit(
      judged('breached', { text: 'error-rate 31% > 2% (31 of 100 requests in 1m)' }),
    );
    const text = shown(await plane.client.state()).replaceAll(/\n[ │]*/g, ' ');
    expect(text).toMatch(
      /✖ guardrail errors: breached since [\d:]+Z \(hold\): error-rate 31% > 2% \(31 of 100 requests in 1m\)/,
    );
    expect(text).toContain('◌ guardrail slow: p95 <= 1s (dry run)');
    expect(text).toContain('is live and waits for guardrail "errors": error-rate 31% > 2%');
  });

  it('shows the rest of a bake as a countdown, and what to type', async () => {
    await using plane = await startedRelease();
    await plane.client.act('rel-1', 'approve', { phase: 'phase-0', ...BY_ALICE });
    const state = await plane.client.state();
    expect(shown(state)).toMatch(/● phase-0 +live +review, bake 15m; approved by alice/);
    expect(shown(stateAfter(state, 60_000))).toMatch(/for 1m \(since .*\), 14m to go \(until/);
    expect(shown(state)).toContain('$ npx colorteller skip --phase phase-0 --reason "…"');
    await plane.client.act('rel-1', 'pause', { phase: 'phase-0', ...BY_ALICE });
    const paused = shown(await plane.client.state());
    expect(paused).toContain('$ npx colorteller unpause --phase phase-0');
    expect(paused).not.toContain('to go');
  });

  it('says which regions a live phase waits for, and for how long they have been wrong', async () => {
    await using plane = await startedRelease();
    const answer = { color: 'blue', configVersion: 1, release: null, instance: 'one' };
    const region = 'region-0';
    await plane.interpreter.submit({ type: 'region-observed', region, answer, problem: null });
    await plane.client.act('rel-1', 'approve', { phase: 'phase-0', ...BY_ALICE });
    const text = shown(stateAfter(await plane.client.state(), 12_000)).replace(/\n[│ ]+/g, ' ');
    expect(text).toContain(
      'phase "phase-0" is live and waits for the new value at region-0 (it answers version 1) for 12s',
    );
    expect(text).toContain('decided purple v2, not applied, answers blue v1 for 12s');
  });

  it('names the hold to lift', async () => {
    await using plane = await startedRelease();
    const scope = { kind: 'region', name: 'region-0' } as const;
    await plane.client.changeHold('hold-placed', { scope, ...BY_ALICE });
    await plane.client.act('rel-1', 'approve', { phase: 'phase-0', ...BY_ALICE });
    expect(shown(await plane.client.state())).toContain('$ npx colorteller lift --region region-0');
  });

  it.each([40, 80, 120])('fits a terminal of %d columns, broken at words', async (columns) => {
    const definition = withPhases(PLAN, ['日本-tōkyō-🗼']);
    const schema = { type: 'object', properties: { note: { type: 'string' } } };
    const dynamicConfigs = definition.dynamicConfigs.map((config) => ({ ...config, schema }));
    await using plane = await startTestControlPlane({ ...definition, dynamicConfigs });
    const note = 'purple 紫 for everyone 👩‍👩‍👧 in every region';
    await plane.client.changeConfig('colorteller', { set: { color: 'purple', note }, ...BY_ALICE });
    const reason = 'incident 42 事件 in production 🔥, stay calm and wait for the all-clear';
    await plane.client.changeHold('hold-placed', {
      scope: { kind: 'everything' },
      actor: 'ålice',
      reason,
    });
    const state = { ...(await plane.client.state()), workspace: '/w' };
    const paint = Object.assign((_: unknown, text: string) => `\u001B[33m${text}\u001B[39m`, {
      columns,
    });
    const lines = stripVTControlCharacters(renderStatus(paint, state)).split('\n');
    expect(Math.max(...lines.map((line) => stringWidth(line)))).toBeLessThanOrEqual(columns);
    const words = (text: string) => text.split(/[ │├└─\n\\]+/).filter(Boolean);
    expect(words(lines.join('\n'))).toEqual(words(shown(state)));
  });

  it('shows whole lines where the output is piped', async () => {
    await using plane = await startedRelease();
    const reason = 'x'.repeat(200);
    await plane.client.changeHold('hold-placed', {
      scope: { kind: 'everything' },
      actor: 'alice',
      reason,
    });
    expect(shown(await plane.client.state())).toContain(`is held by alice for 0s: ${reason}\n`);
  });

  it('counts the regions of a phase where there are many', async () => {
    const definition = withPhases(PLAN);
    const spares = Array.from({ length: 60 }, (_, n) => regionNamed(`spare-${n}`, 6000 + n));
    await using plane = await startedRelease({
      ...definition,
      regions: [...definition.regions, ...spares],
      stacks: [],
    });
    const text = shown(await plane.client.state());
    expect(text).toContain('1 region: 1 ✖ no answer');
    expect(text).toContain('60 regions: 60 ✖ no answer');
    expect(text).toContain('↻ 60 not settled: spare-0, spare-1, spare-2, spare-3, spare-4, …');
  });
});

describe('a state some time later', () => {
  it.each([
    ['real', 1, false, 10_000],
    ['simulated', 600, false, 6_000_000],
    ['simulated', 600, true, 0],
    ['simulated', 0, false, 0],
  ] as const)('on a %s clock at speed %d, paused %s', async (kind, speed, isPaused, passedMs) => {
    await using plane = await startedRelease();
    const present = await plane.client.state();
    const loop = {
      activity: 'idle',
      turns: 1,
      lastTurnAtMs: present.nowMs - 3_000,
      lastDurationMs: 5,
      failures: 0,
      nextTurnAtMs: null,
      applied: null,
    } as const;
    const state: StateView = {
      ...present,
      clock: { ...present.clock, kind, speed, isPaused },
      stacks: present.stacks.map((stack) => ({ ...stack, loop })),
    };
    const later = stateAfter(state, 10_000);
    expect([later.nowMs, later.clock.nowMs]).toEqual(
      [present.nowMs, present.clock.nowMs].map((ms) => ms + passedMs),
    );
    expect(shown(later)).toContain('last update 13s ago');
  });
});
