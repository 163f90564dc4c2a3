import { own } from '../../../orchestrator/common/own.ts';
import { isDeepStrictEqual } from 'node:util';
import type { StateView } from '../../../orchestrator/control-plane/view/state-view.ts';
import { AppError } from '../../../orchestrator/common/errors/app-error.ts';
import type { ReleaseStatus } from '../../../orchestrator/core/pipeline/release.ts';
import type { Clock } from '../../../orchestrator/common/clock.ts';
import type { ControlClient } from '../../cli/client/control-client.ts';
import type { Colors, WatchedRegions } from './regions.ts';

export interface DemoStage {
  client: ControlClient;
  regions: WatchedRegions;
  clock: Clock;
  signal: AbortSignal;
  deadlineMs: number;
  /** Shows what has not changed, and waits until the presenter goes on. @param does what going on does */
  hold(text: string, colors: Colors, does: string): Promise<void>;
}

/** One step of the walkthrough: its text, and what must be observed before the next one. */
export interface DemoStep {
  name: string;
  /** What a presenter would say. */
  story: string;
  /** What Enter does once that is said; left out: the step is what the one before it brings about. */
  enter?: string;
  /** @throws AppError STEP_FAILED when it was not observed. Resolves to the observed colours; none before deployment. */
  run: (stage: DemoStage) => Promise<Colors>;
}

const CONFIG = 'colorteller';
const ACTOR = 'presenter';

/** The walkthrough that must always work. */
export function walkthroughSteps(): DemoStep[] {
  let startTimes: Record<string, string> = {};
  return [
    {
      name: 'a dynamic config has one default value',
      story: `The dynamic config "${CONFIG}" holds one value for everyone: {"color":"blue"}.`,
      enter: 'read it',
      run: async ({ client }) => {
        const { configs } = await client.state();
        expectEqual('the value', own(configs, CONFIG)?.current.defaultValue, { color: 'blue' });
        return {};
      },
    },
    {
      name: 'a two-phase pipeline, each phase with a review',
      story:
        'Its release pipeline has two phases: first us-west1, then us-central1. Each waits for a person to approve it.',
      enter: 'read the pipeline',
      run: async ({ client }) => {
        const { pipelines } = await client.state();
        const phases = pipelines[0]?.phases.map(({ id, requiredReview }) => [id, requiredReview]);
        expectEqual('the phases', phases, [
          ['us-west1', true],
          ['us-central1', true],
        ]);
        return {};
      },
    },
    {
      name: 'both regions are deployed and blue',
      story: 'The loop runs the update: both regions are deployed, and answer blue.',
      enter: 'ask the regions',
      run: async ({ regions }) => {
        const colors = await regions.waitFor({ 'us-west1': 'blue', 'us-central1': 'blue' });
        startTimes = await regions.startTimes();
        return colors;
      },
    },
    {
      name: 'purple is committed, nothing changes yet, phase 1 is approved',
      story:
        'A new value is committed: {"color":"purple"}. The pipeline starts a release, and nothing may change before a review.',
      enter: 'commit purple',
      run: async (stage) => {
        const { client, regions } = stage;
        await client.changeConfig(CONFIG, {
          set: { color: 'purple' },
          actor: ACTOR,
          reason: 'demo',
        });
        await untilStatus(stage, 'WAITING_FOR_REVIEW');
        await untilLoopIsIdle(stage);
        const expectUnchanged = async () => {
          const colors = await regions.poll();
          expectEqual('the colours before the approval', colors, {
            'us-west1': 'blue',
            'us-central1': 'blue',
          });
          return colors;
        };
        await stage.hold(
          'Nothing has changed: phase us-west1 waits for its review.',
          await expectUnchanged(),
          'approve phase us-west1',
        );
        const colors = await expectUnchanged();
        await approve(client, 'us-west1');
        return colors;
      },
    },
    {
      name: 'us-west1 is purple, us-central1 is blue, nothing was restarted',
      story:
        'us-west1 turns purple; us-central1 stays blue. No service was restarted or redeployed.',
      run: async (stage) => {
        const { regions } = stage;
        await regions.waitFor({ 'us-west1': 'purple', 'us-central1': 'blue' });
        await untilLoopIsIdle(stage);
        expectEqual('the start times of the regions', await regions.startTimes(), startTimes);
        await untilStatus(stage, 'WAITING_FOR_REVIEW');
        return regions.waitFor({ 'us-west1': 'purple', 'us-central1': 'blue' });
      },
    },
    {
      name: 'phase 2 is approved',
      story: 'Phase us-central1 waits for its review, too: a person approves it.',
      enter: 'approve phase us-central1',
      run: async ({ client, regions }) => {
        const colors = await regions.poll();
        expectEqual('the colours before the approval', colors, {
          'us-west1': 'purple',
          'us-central1': 'blue',
        });
        await approve(client, 'us-central1');
        return colors;
      },
    },
    {
      name: 'both regions are purple, the release is complete',
      story: 'Both regions are purple, and the release is complete.',
      run: async (stage) => {
        const colors = await stage.regions.waitFor({
          'us-west1': 'purple',
          'us-central1': 'purple',
        });
        await untilStatus(stage, 'COMPLETED');
        expectEqual('the start times of the regions', await stage.regions.startTimes(), startTimes);
        return colors;
      },
    },
  ];
}

async function approve(client: ControlClient, phase: string): Promise<void> {
  const release = (await client.state()).releases.at(-1);
  await client.act(release?.id ?? '', 'approve', { phase, actor: ACTOR, reason: 'demo' });
}

/** The orchestrator observes the regions a moment after this process does. */
async function untilStatus(stage: DemoStage, status: ReleaseStatus): Promise<void> {
  await until(stage, ({ releases }) => {
    const current = releases.at(-1)?.status;
    return current === status ? null : `the status of the release is ${current ?? 'unknown'}`;
  });
}

/** An update under way could still change a region, so "nothing changes" is judged when none is. */
async function untilLoopIsIdle(stage: DemoStage): Promise<void> {
  await until(stage, ({ stacks }) => {
    if (stacks.every(({ loop }) => loop?.activity === 'idle')) return null;
    const failure = stacks.find((stack) => stack.failure !== null)?.failure;
    return `the loop did not become idle: ${failure?.message ?? 'still busy'}`;
  });
}

/** Waits until nothing is missing any more. @param missing what is; null: nothing. */
async function until(
  { client, clock, signal, deadlineMs }: DemoStage,
  missing: (state: StateView) => string | null,
): Promise<void> {
  const untilMs = clock.nowMs() + deadlineMs;
  for (;;) {
    const problem = missing(await client.state());
    if (problem === null) return;
    if (clock.nowMs() > untilMs) throw new AppError('STEP_FAILED', problem);
    await clock.sleep(50, signal);
  }
}

function expectEqual(what: string, found: unknown, expected: unknown): void {
  if (isDeepStrictEqual(found, expected)) return;
  throw new AppError(
    'STEP_FAILED',
    `${what} should be ${JSON.stringify(expected)} and is ${JSON.stringify(found)}`,
    { details: { expected, observed: found } },
  );
}
