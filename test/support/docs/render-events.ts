import type { PipelineEvent } from '../../../orchestrator/core/pipeline/event.ts';
import { table } from './schema-table.ts';

type EventType = PipelineEvent['type'];
type KeysOf<Event> = Event extends unknown ? keyof Event : never;

/** Fields that every event, or every one by a person, has. */
type Shared = 'type' | 'atMs' | 'actor' | 'reason';

/** What is documented of an event: the compiler demands each type there is, and exactly its fields. */
interface EventTexts<Type extends EventType> {
  /** A person by the named client, or a part of the orchestrator. */
  by: string;
  meaning: string;
  fields: Record<Exclude<KeysOf<Extract<PipelineEvent, { type: Type }>>, Shared>, string>;
}

const RELEASE = { release: 'Id of the release' };
const PHASE = { ...RELEASE, phase: 'The phase that was current' };
const SEEN = {
  ifVersion: 'The version of the config that the caller saw; may be left out',
  ifRelease: 'The active release that the caller saw, or null; may be left out',
};
const SCOPE = { scope: '`{kind: everything}`, or `{kind: config or region, name}`' };

const EVENTS: { [Type in EventType]: EventTexts<Type> } = {
  'definition-changed': {
    by: 'a person, or the workspace file',
    meaning: 'The definition is another; first in every log',
    fields: {
      definition: 'The whole of it as it is now',
      file: "The workspace file's own, where it comes from there",
      automated: 'An edit that was refused before is tried again',
      confirmedBy: 'Who confirmed what the edit deletes; left out where nobody had to',
    },
  },
  'config-changed': {
    by: 'a person (`config set`, Console API)',
    meaning: 'A new content of a gate or dynamic config; starts a release where it has a pipeline',
    fields: {
      config: 'Its name',
      change: '`rules`, `defaultValue`; what is left out stays',
      automated: 'No person decided this: refused after an abort or rollback',
      atOnce: 'For everyone now, whatever pipeline there is',
      ...SEEN,
    },
  },
  'config-rolled-back': {
    by: 'a person (`rollback`)',
    meaning: 'Everyone gets the version of a good release again, at once',
    fields: {
      config: 'Its name',
      release: 'The good release',
      archived: 'The release itself, where it ended so long ago that only the log holds it',
      ...SEEN,
    },
  },
  'phase-approved': {
    by: 'a person (`approve`)',
    meaning: 'One approval of the current phase',
    fields: { ...PHASE, plan: 'The hash of the plan that was approved; may be left out' },
  },
  'release-paused': { by: 'a person (`pause`)', meaning: 'Its timers stand still', fields: PHASE },
  'release-unpaused': { by: 'a person (`unpause`)', meaning: 'They go on', fields: PHASE },
  'phase-skipped': {
    by: 'a person (`skip`)',
    meaning: 'The current phase is left at once',
    fields: PHASE,
  },
  'release-rolled-out': {
    by: 'a person (`rollout`)',
    meaning: 'Everyone has the new version, at once',
    fields: { ...RELEASE, phase: 'The phase that was current; may be left out' },
  },
  'release-aborted': {
    by: 'a person (`abort`)',
    meaning: 'Everyone has the version from before, at once and for good',
    fields: { ...RELEASE, phase: 'The phase that was current; may be left out' },
  },
  'hold-placed': {
    by: 'a person (`hold`)',
    meaning: 'Nothing further there is reached',
    fields: SCOPE,
  },
  'hold-lifted': { by: 'a person (`lift`)', meaning: 'The hold is over', fields: SCOPE },
  'fault-added': {
    by: 'a person (`fault add`)',
    meaning: 'Something goes wrong from now on',
    fields: { fault: 'What, where and when', isReplacing: 'Instead of the added one of that name' },
  },
  'fault-cleared': {
    by: 'a person (`fault clear`)',
    meaning: 'It does not any more',
    fields: { fault: 'Its name; null: every one that was added' },
  },
  'timer-fired': {
    by: 'the interpreter',
    meaning: 'A timer is due: time passes for every release',
    fields: {},
  },
  'deployment-started': {
    by: 'the orchestrator',
    meaning:
      'A loop begins to deploy the regions: at the first start, and at the next after all was removed. From then on a phase waits for every region that it reaches',
    fields: {},
  },
  'region-observed': {
    by: 'the observer',
    meaning: "A region's answer changed",
    fields: {
      region: 'Its name',
      answer: 'Colour, version, release and instance; null: it does not answer',
      problem: 'Why it does not; null: it does',
    },
  },
  'guardrail-judged': {
    by: 'the guardrail watch',
    meaning: 'The verdict of a guardrail of a live phase is another',
    fields: {
      ...PHASE,
      guardrail: 'Its name',
      isDryRun: 'It only reports',
      verdict: '`pending`, `passing`, `breached` or `errored`',
      value: 'Of the new version, a share or milliseconds; null: nothing was measured',
      baseline: 'The same of the old version, or null',
      limit: 'The limit of the value, or null',
      samples: 'Requests of the new version in the window',
      text: 'All of it in one sentence',
      comparison: 'With a statistical test, how sure it is, at which look, and against whom',
    },
  },
  'stack-updated': {
    by: 'the loop',
    meaning: 'An update of a stack ended well',
    fields: {
      stack: 'Its name',
      regions: 'By name the colour, version and release that it delivered',
      changes: 'How many resources were created, updated, replaced or deleted',
      durationMs: 'How long it took, real time',
      isDrift: 'Nothing else was wanted than before: what runs had drifted',
    },
  },
  'stack-update-failed': {
    by: 'the loop',
    meaning: 'An update of a stack failed',
    fields: {
      stack: 'Its name',
      code: 'Of the error',
      message: 'Of the error',
      regions: 'Whose resources failed, where that is known',
      isLasting: 'Another try would not cure it',
    },
  },
};

/** `docs/reference/events.md`: every event of the log. */
export function renderEvents(): string {
  const sections = Object.entries(EVENTS).map(([type, { by, meaning, fields }]) => {
    const rows = Object.entries(fields).map(([name, text]) => [`\`${name}\``, text]);
    return [`## ${type}`, `${meaning}. By ${by}.`, table(['field', 'meaning'], rows)]
      .filter((part) => part !== '')
      .join('\n\n');
  });
  return `# Events

Written from \`test/support/docs/render-events.ts\`, which the compiler holds to the types of \`orchestrator/core/pipeline/event.ts\`: \`npm run docs\`
rewrites this page, and a test fails while it is stale. The log is \`events.log\` of the workspace ([its format](../../orchestrator/README.md));
\`npx colorteller events --json\` prints it, \`GET /api/events\` too.

Every event has \`type\` and \`atMs\` (pipeline time, milliseconds since the epoch; it never decreases along the log), and \`seq\` where it is
listed. What a person did has \`actor\`, and \`reason\`, null where they gave none. State is a function of these events and nothing else.

${sections.join('\n\n')}
`;
}
