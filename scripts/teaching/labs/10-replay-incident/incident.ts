import { parseDefinition } from '../../../../orchestrator/core/definition/parse.ts';
import type {
  PipelineEvent,
  UnstampedEvent,
} from '../../../../orchestrator/core/pipeline/event.ts';
import type { AppliedVersion } from '../../../../orchestrator/core/pipeline/records.ts';
import { encodeExport } from '../../../../orchestrator/runtime/store/export-format.ts';

/** What the attendee's hold has to name. */
export const CULPRIT = 'release-bot';

/** Where the errors were first. */
export const FIRST_REGION = 'us-west1';

const COLORS = ['blue', 'green', 'orange', 'purple'] as const;

type Color = (typeof COLORS)[number];

/** The log of the night, as an export; `definition` is the text of its workspace file. */
export function incident(definition: string): string {
  const events = [...evening(definition), ...night()];
  const stored = events.map((event, index) => ({ seq: index + 1, event }));
  return encodeExport(
    { exportedAt: '2026-12-03T07:55:00.000Z', workspace: 'night', definition },
    stored,
  );
}

/** Green gets everywhere in peace; orange is taken back. */
function evening(text: string): PipelineEvent[] {
  const definition = parseDefinition(text, 'the incident');
  const ada = (reason: string | null) => ({ actor: 'ada', reason });
  const grace = { actor: 'grace', reason: null };
  return [
    at('19:00:00', {
      type: 'definition-changed',
      definition,
      actor: 'workspace file',
      reason: null,
    }),
    answered('19:00:02', 'us-west1', 'blue'),
    answered('19:00:02', 'us-central1', 'blue'),
    answered('19:00:02', 'europe-west1', 'blue'),
    delivered('19:00:03', ['blue', 'blue', 'blue'], 6),
    at('20:00:00', changed('green', ada('autumn'))),
    at('20:01:00', { type: 'phase-approved', release: 'rel-1', phase: 'us-west1', ...grace }),
    answered('20:01:05', 'us-west1', 'green'),
    delivered('20:01:05', ['green', 'blue', 'blue']),
    at('21:01:05', { type: 'timer-fired' }),
    at('21:05:00', { type: 'phase-approved', release: 'rel-1', phase: 'us-central1', ...grace }),
    answered('21:05:04', 'us-central1', 'green'),
    delivered('21:05:04', ['green', 'green', 'blue']),
    at('21:10:00', { type: 'phase-approved', release: 'rel-1', phase: 'europe-west1', ...grace }),
    answered('21:10:05', 'europe-west1', 'green'),
    delivered('21:10:05', ['green', 'green', 'green']),
    at('22:00:00', changed('orange', ada('louder'))),
    at('22:01:00', { type: 'phase-approved', release: 'rel-2', phase: 'us-west1', ...grace }),
    answered('22:01:04', 'us-west1', 'orange'),
    delivered('22:01:04', ['orange', 'green', 'green']),
    at('22:20:00', { type: 'release-aborted', release: 'rel-2', ...ada('nobody can read it') }),
    answered('22:20:04', 'us-west1', 'green'),
    delivered('22:20:04', ['green', 'green', 'green']),
  ];
}

/** Purple is hurried through, and errors come one region after the other. */
function night(): PipelineEvent[] {
  const bot = (reason: string | null) => ({ actor: CULPRIT, reason });
  const on = { release: 'rel-3' };
  return [
    at('23:05:00', changed('purple', bot('ticket 4711'))),
    at('23:06:00', { type: 'phase-approved', ...on, phase: 'us-west1', ...bot(null) }),
    answered('23:06:05', 'us-west1', 'purple'),
    delivered('23:06:05', ['purple', 'green', 'green']),
    broken('23:09:30', 'us-west1'),
    answered('23:10:10', 'us-west1', 'purple'),
    at('23:12:00', { type: 'phase-skipped', ...on, phase: 'us-west1', ...bot('window ends') }),
    at('23:12:10', { type: 'phase-approved', ...on, phase: 'us-central1', ...bot(null) }),
    answered('23:12:15', 'us-central1', 'purple'),
    delivered('23:12:15', ['purple', 'purple', 'green']),
    broken('23:20:00', 'us-central1'),
    answered('23:21:00', 'us-central1', 'purple'),
    at('23:40:00', { type: 'release-rolled-out', ...on, ...bot('window ends') }),
    answered('23:40:05', 'europe-west1', 'purple'),
    delivered('23:40:05', ['purple', 'purple', 'purple']),
    broken('23:55:00', 'europe-west1'),
    answered('23:58:00', 'europe-west1', 'purple'),
  ];
}

function at(time: string, event: UnstampedEvent): PipelineEvent {
  return { ...event, atMs: Date.parse(`2026-12-02T${time}Z`) };
}

function changed(color: Color, by: { actor: string; reason: string | null }): UnstampedEvent {
  const change = { defaultValue: { color } };
  return { type: 'config-changed', config: 'colorteller', change, ...by };
}

/** Each colour came with a version of its own, and each but the first by a release. */
function versionOf(color: Color): AppliedVersion {
  const configVersion = COLORS.indexOf(color) + 1;
  const release = configVersion === 1 ? null : `rel-${configVersion - 1}`;
  return { color, configVersion, release };
}

function answered(time: string, region: string, color: Color): PipelineEvent {
  const answer = { ...versionOf(color), instance: `${region}-0` };
  return at(time, { type: 'region-observed', region, answer, problem: null });
}

/** What the stack has of each region, in their order, once the update is over. */
function delivered(time: string, colors: [Color, Color, Color], changes = 1): PipelineEvent {
  const [west, central, europe] = colors.map(versionOf) as [
    AppliedVersion,
    AppliedVersion,
    AppliedVersion,
  ];
  const regions = { 'us-west1': west, 'us-central1': central, 'europe-west1': europe };
  return at(time, {
    type: 'stack-updated',
    stack: 'production',
    regions,
    changes,
    durationMs: 900,
  });
}

function broken(time: string, region: string): PipelineEvent {
  const problem = 'it answers with status 500';
  return at(time, { type: 'region-observed', region, answer: null, problem });
}
