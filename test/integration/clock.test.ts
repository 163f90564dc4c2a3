import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import type { ClockAnswer } from '../../orchestrator/control-plane/view/answers.ts';
import { WORKSPACE_FILE } from '../../orchestrator/core/definition/walkthrough.ts';
import { colorteller, EMBEDDED, spawnUp, startUp, type RunningUp } from '../support/cli.ts';
import { untilPasses } from '../support/eventually.ts';
import { freePort } from '../support/free-port.ts';
import { tempFolder } from '../support/temp-folder.ts';

const HOUR = 3_600_000;
const CHANGE = { set: { color: 'purple' }, actor: 'alice', reason: null };

/** One region, three phases: a bake of an hour, one of two, and a review. */
async function writeWorkspace(folder: string): Promise<void> {
  const rules = '[{ environments: [production] }]';
  await writeFile(
    path.join(folder, WORKSPACE_FILE),
    `environments: [{ name: production }]
regions: [{ name: north, environment: production, port: ${await freePort()} }]
dynamicConfigs: [{ name: colorteller, pipeline: slow, defaultValue: { color: blue } }]
pipelines:
  - name: slow
    phases:
      - { name: canary, timeInterval: 1h, rules: [{ environments: [production], conditions: [{ type: custom_field, field: region, operator: any, targetValue: [nowhere] }] }] }
      - { name: half, timeInterval: 2h, rules: ${rules} }
      - { name: all, requiredReview: true, rules: ${rules} }
`,
  );
}

const at = (up: RunningUp, ...args: string[]) =>
  colorteller([...args, '--workspace', up.workspace]);

async function clock(up: RunningUp, ...args: string[]): Promise<ClockAnswer> {
  const { stdout, stderr } = await at(up, 'clock', ...args, '--json');
  expect(stderr).toBe('');
  return JSON.parse(stdout) as ClockAnswer;
}

describe.concurrent('a simulated clock', () => {
  it('that stands still: a release of hours is played by clock commands, and time survives a restart', async () => {
    await using folder = await tempFolder();
    await writeWorkspace(folder.path);
    const up = await spawnUp(folder.path, [...EMBEDDED, '--speed', '0']);
    const { clock: first } = await clock(up);
    expect(first).toMatchObject({
      kind: 'simulated',
      speed: 0,
      isPaused: false,
      nextEventMs: null,
    });
    const nothing = await at(up, 'clock', 'to-next-event');
    expect([nothing.exitCode, nothing.stderr]).toEqual([
      3,
      expect.stringContaining('no timer runs'),
    ]);
    await up.client.changeConfig('colorteller', CHANGE);
    const { releases, clock: set } = await up.client.state();
    expect(releases[0]?.currentPhase).toBe('canary');
    expect([set.nowMs, set.nextEventMs]).toEqual([first.nowMs, first.nowMs + HOUR]);

    const half = await clock(up, 'advance', '90m');
    // The region turns in between, while time stands still.
    const timers = half.events.filter(({ event }) => event.type === 'timer-fired');
    expect(timers.map(({ event }) => [event.type, event.atMs - first.nowMs])).toEqual([
      ['timer-fired', HOUR],
      ['timer-fired', 1.5 * HOUR],
    ]);
    expect(half.clock.nextEventMs).toBe(first.nowMs + 3 * HOUR);
    expect((await up.client.state()).releases[0]?.currentPhase).toBe('half');
    up.kill('SIGKILL');
    await up.ended;

    await using again = await startUp(folder.path, [...EMBEDDED, '--speed', '0']);
    const { clock: resumed } = await clock(again, 'show');
    expect(resumed.nowMs).toBe(first.nowMs + 1.5 * HOUR);
    const due = await clock(again, 'to-next-event');
    expect(due.clock).toMatchObject({ nowMs: first.nowMs + 3 * HOUR, nextEventMs: null });
    expect((await again.client.state()).releases[0]).toMatchObject({
      status: 'WAITING_FOR_REVIEW',
      currentPhase: 'all',
      phases: [
        { startedAtMs: first.nowMs, endedAtMs: first.nowMs + HOUR },
        { startedAtMs: first.nowMs + HOUR, endedAtMs: first.nowMs + 3 * HOUR },
        { startedAtMs: null },
      ],
    });
    const text = await at(again, 'clock', 'advance', '5m');
    expect(text.stdout).toMatch(
      /time has passed\n.* simulated, frozen until advanced; no timer is running$/,
    );
  });

  it('that runs: hours pass in moments; paused it stands still', async () => {
    await using folder = await tempFolder();
    await writeWorkspace(folder.path);
    await using up = await startUp(folder.path, [...EMBEDDED, '--speed', '600']);
    await clock(up, 'pause');
    const { clock: paused } = await clock(up, 'show');
    expect((await clock(up)).clock).toEqual({ ...paused, isPaused: true });
    await up.client.changeConfig('colorteller', CHANGE);
    const { clock: resumed } = await clock(up, 'resume', '--speed', '1000000');
    expect(resumed).toMatchObject({ speed: 1_000_000, isPaused: false });
    // Time waits for the regions to answer first.
    await untilPasses(async () =>
      expect((await up.client.state()).releases[0]?.currentPhase).toBe('all'),
    );
    const { nowMs } = (await clock(up, 'show')).clock;
    expect(nowMs - paused.nowMs).toBeGreaterThanOrEqual(3 * HOUR);
  });

  it('is refused where time is real, and every change of it needs the key', async () => {
    await using folder = await tempFolder();
    await writeWorkspace(folder.path);
    await using up = await startUp(folder.path);
    const { exitCode, stderr } = await at(up, 'clock', 'advance', '2h');
    expect([exitCode, stderr]).toEqual([3, expect.stringContaining('[CLOCK_IS_REAL]')]);
    for (const ask of ['toNextEvent', 'pauseClock', 'resumeClock'] as const) {
      await expect(up.client[ask]()).rejects.toMatchObject({ code: 'CLOCK_IS_REAL' });
    }
    for (const name of ['advance', 'to-next-event', 'pause', 'resume']) {
      const bare = await fetch(`${up.url}/api/clock/${name}`, { method: 'POST' });
      expect([name, bare.status]).toEqual([name, 401]);
    }
    expect((await clock(up)).clock).toMatchObject({ kind: 'real', speed: 1, isPaused: false });
  });

  it.each([
    [['clock', 'advance', '-2h'], 2],
    [['up', '--speed', '1e9'], 2],
  ])('refuses the input %j', async (args, exit) => {
    await using folder = await tempFolder();
    const { exitCode } = await colorteller([...args, '--workspace', folder.path]);
    expect(exitCode).toBe(exit);
  });
});
