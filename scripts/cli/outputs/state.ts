import type { RetryAnswer } from '../../../orchestrator/control-plane/view/answers.ts';
import { z } from 'zod';
import type {
  RegionView,
  StateView,
  Tooling,
} from '../../../orchestrator/control-plane/view/state-view.ts';
import type { PublisherStatus } from '../../../orchestrator/integrations/gitops/publisher.ts';
import type { ConfigState, Hold } from '../../../orchestrator/core/pipeline/state.ts';
import type { Accepted } from '../client/control-client.ts';
import { fault } from './faults.ts';
import { count, exactly, inside, text, time } from './exactly.ts';
import { planSummary } from './plan.ts';
import { by, release, version } from './release.ts';
import type { SourceView } from '../../../orchestrator/runtime/sources/start-decision-source.ts';
import type { ClockView } from '../../../orchestrator/runtime/time/pipeline-time.ts';

const clock = exactly<ClockView>()(
  z
    .strictObject({
      kind: z.enum(['real', 'simulated']).describe('Whether it can be moved'),
      nowMs: time('Now, by this clock'),
      speed: z
        .number()
        .describe('Times as fast as real time; 0: it stands still until it is advanced'),
      isPaused: z.boolean().describe('It stands still until it is resumed'),
      nextEventMs: time(
        'When time alone will change something next; null when it never does',
      ).nullable(),
    })
    .meta({ id: 'Clock', description: 'What the time of the pipeline runs on.' }),
);

const hold = exactly<Hold>()(
  z
    .strictObject({
      scope: z
        .union([
          z.strictObject({ kind: z.literal('everything') }),
          z.strictObject({ kind: z.literal('config'), name: z.string() }),
          z.strictObject({ kind: z.literal('region'), name: z.string() }),
        ])
        .describe('What it stops: everything, or the config or region of that name'),
      ...by,
      sinceMs: time('Since when'),
    })
    .meta({
      id: 'Hold',
      description: 'Nothing further in its scope gets a new version until it is lifted.',
    }),
);

const config = exactly<ConfigState>()(
  z.strictObject({
    kind: z.enum(['gate', 'dynamic-config']).describe('Which of the two'),
    current: version.describe('What everyone has that an active release has not reached'),
    lastVersion: count('Highest version number given so far'),
    activeRelease: text('The release under way').nullable(),
    automationHeld: z
      .strictObject({
        sinceMs: time('Since when'),
        actor: text('By whom'),
        because: text('Such as: release rel-2 was aborted'),
      })
      .nullable()
      .describe('Why only a person may start the next release'),
  }),
);

const tooling = exactly<Tooling>()(
  z.strictObject({
    engine: z.enum(['pulumi', 'embedded']).describe('What runs the updates'),
    runtime: z.enum(['docker', 'process']).describe('What a region is'),
    provider: z.enum(['own', 'stock']).describe('Who makes the containers'),
    reasons: z.array(z.string()).describe('Why each, in words'),
  }),
);

const source = exactly<SourceView>()(
  z.strictObject({
    name: z
      .enum(['statsig', 'openfeature', 'in-process'])
      .describe('Whom the programs ask for decisions'),
    specsTimeMs: time('Of the specs that decisions come from').nullable(),
    isStale: z.boolean().describe('It is out of reach: its last good decisions are kept'),
    staleSinceMs: time('Since when, real time').nullable(),
  }),
);

const gitops = exactly<PublisherStatus>()(
  z.strictObject({
    folder: text('Of the git repository'),
    commit: text('The last commit of this run; null before the first').nullable(),
    problem: text('Why the repository is behind; null when it is not').nullable(),
  }),
);

const region = exactly<RegionView>()(
  z.strictObject({
    name: text('Its name'),
    environment: text('The environment it is in'),
    stack: text('The stack whose updates deploy it').nullable(),
    url: text('Address of its first container or process'),
    urls: z.array(z.string()).describe('Addresses of all of them'),
    decided: inside<RegionView['decided']>(
      'The version that it should have by the releases, with its value, phase and reason',
    ),
    applied: inside<RegionView['applied']>(
      'The version that the last update delivered; null before the first',
    ),
    decidedAtMs: time('Since when').nullable(),
    appliedAtMs: time('When').nullable(),
    answered: inside<RegionView['answered']>(
      'What the region told when it was last asked; null while it does not answer',
    ),
    answeredAtMs: time('When').nullable(),
    problem: text('Why it does not answer').nullable(),
    configSource: z
      .enum(['file', 'statsig'])
      .describe("Whether updates deliver its colour, or its services ask Statsig's SDK"),
    isSettled: z.boolean().describe('Decided, applied and answered are one version'),
    wrongSinceMs: time('Since when it does not answer the decided version').nullable(),
  }),
);

const stack = exactly<StateView['stacks'][number]>()(
  z.strictObject({
    name: text('Its name'),
    regions: z.array(z.string()).describe('The regions that it deploys'),
    updatedAtMs: time('When an update last went well').nullable(),
    failure: z
      .strictObject({
        code: text('Its code'),
        message: text('In words'),
        atMs: time('When'),
        regions: z.array(z.string()).exactOptional().describe('Whose resources failed, if known'),
        isLasting: z
          .literal(true)
          .exactOptional()
          .describe('It is not tried again before something changes, or a person says retry'),
      })
      .nullable()
      .describe('The failure that no later update has cured yet'),
    loop: z
      .strictObject({
        activity: z
          .enum(['idle', 'queued', 'running', 'retrying', 'failed'])
          .describe('What the loop does for it now'),
        turns: count('Updates since the start, failed ones included'),
        lastTurnAtMs: time('When the last one ran').nullable(),
        lastDurationMs: z.number().nullable().describe('How long it took'),
        failures: count('Failures in a row; 0 after a success'),
        nextTurnAtMs: time('When the next is due').nullable(),
        applied: text('Names what the last good update was for').nullable(),
      })
      .nullable()
      .describe('Null where no loop runs'),
  }),
);

export const state = exactly<StateView>()(
  z
    .strictObject({
      nowMs: time('The moment that is shown'),
      clock: clock.describe('The clock then'),
      seq: count('Number of the last event in the log'),
      workspace: text('The folder of the workspace'),
      tooling: tooling
        .nullable()
        .describe('What it is deployed with; null where nothing is deployed'),
      gitops: gitops
        .nullable()
        .describe(
          'Where manifests are committed to; null where the definition names no repository',
        ),
      plan: planSummary
        .nullable()
        .describe('The last plan that was asked for, while it holds; null where there is none'),
      source: source.nullable().describe('Null where nobody is asked for decisions'),
      configs: z.record(z.string(), config).describe('The gates and dynamic configs, by name'),
      pipelines: inside<StateView['pipelines']>('The release pipelines, as in the workspace file'),
      holds: z.array(hold).describe('What may not be reached until a person lifts it'),
      faults: z.array(fault).describe('What goes wrong on demand'),
      releases: z
        .array(release)
        .describe('The active ones and the latest of the others, oldest first'),
      definitionProblem: text(
        'Why the workspace file as it is now is not in effect; null when it is',
      ).nullable(),
      regions: z.array(region).describe('The regions, in the order of the workspace file'),
      loop: z
        .strictObject({
          beatAtMs: time('When it last looked whether a stack differs').nullable(),
          stoppedBy: text('The stack whose failure keeps the others waiting').nullable(),
        })
        .nullable()
        .describe('The heart of the loop; null where none runs'),
      stacks: z.array(stack).describe('What the updates of the regions did'),
    })
    .describe('The state; with --watch a line each time it changes.'),
);

/** An event as it stands in the log; each type has keys of its own. */
const event = z.looseObject({
  type: text('What happened, such as release-started'),
  atMs: time('When'),
});

export const eventLine = event
  .extend({ seq: count('Its number in the log, counted from 1') })
  .describe('One event. Each type has further keys.');

export const accepted = exactly<Accepted>()(
  z
    .strictObject({
      seq: count('Number of the event in the log'),
      release: release.nullable().describe('The release that it started; null where there is none'),
    })
    .describe('What the change did.'),
);

export const retry = exactly<RetryAnswer>()(
  z
    .strictObject({ stacks: z.array(z.string()).describe('Those that will be tried') })
    .describe('What is tried again.'),
);

export const holds = z
  .strictObject({
    seq: count('Number of the event in the log'),
    holds: z.array(hold).describe('All that there are then'),
  })
  .describe('The holds after the change.');

export const clockAnswer = z
  .strictObject({
    clock: clock.describe('The clock then'),
    events: z
      .array(
        z.strictObject({
          seq: count('Its number in the log'),
          event: event.describe('As events prints it'),
        }),
      )
      .describe('What became due, in order'),
  })
  .describe('The clock then, and what moving it did.');
