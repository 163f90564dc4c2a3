import { addedContext, contexts, removedContext, usedContext } from './contexts.ts';
import { failure } from './error.ts';
import { explanation, exposures } from './evaluation.ts';
import { faults } from './faults.ts';
import { gitopsCommit, gitopsDiff, gitopsInit } from './gitops.ts';
import { keys, newKey, revokedKey } from './keys.ts';
import { labCheck, labHint, labs } from './lab.ts';
import { lint } from './lint.ts';
import { compaction, exported, imported, repair } from './log.ts';
import { doctor, setup } from './machine.ts';
import { plan } from './plan.ts';
import { rehearsal } from './rehearsal.ts';
import { actedOn } from './release.ts';
import { demoStep, down, upLine } from './running.ts';
import { accepted, clockAnswer, eventLine, holds, retry, state } from './state.ts';
import { logLine } from './logs.ts';
import { traffic } from './traffic.ts';
import { built, version } from './versions.ts';
import { webhookRecord, webhooks, webhookTest } from './webhooks.ts';
import { workshopReady } from './workshop.ts';

/** What a line of `--json` is, by the name of the output; a loose object may have further keys. */
export const OUTPUT_SCHEMAS = {
  demo: demoStep,
  up: upLine,
  workshop: workshopReady,
  status: state,
  context: contexts,
  'context-add': addedContext,
  'context-use': usedContext,
  'context-remove': removedContext,
  config: accepted,
  build: built,
  versions: version,
  promote: accepted,
  action: actedOn,
  plan,
  hold: holds,
  retry,
  rollback: accepted,
  fault: faults,
  traffic,
  logs: logLine,
  clock: clockAnswer,
  rehearse: rehearsal,
  events: eventLine,
  exposures,
  keys,
  'keys-create': newKey,
  'keys-revoke': revokedKey,
  repair,
  compact: compaction,
  export: exported,
  import: imported,
  'gitops-init': gitopsInit,
  'gitops-diff': gitopsDiff,
  'gitops-log': gitopsCommit,
  webhooks,
  'webhooks-test': webhookTest,
  'webhooks-record': webhookRecord,
  'lab-list': labs,
  'lab-check': labCheck,
  'lab-hint': labHint,
  down,
  evaluate: explanation,
  lint,
  doctor,
  setup,
  error: failure,
} as const;

export type OutputName = keyof typeof OUTPUT_SCHEMAS;

/** The commands that print it, where they are not just the one of that name; an error is printed by any. */
const PRINTED_BY: Partial<Record<OutputName, readonly string[]>> = {
  up: ['up', 'lab start'],
  status: ['status', 'replay'],
  context: ['context list'],
  'context-add': ['context add'],
  'context-use': ['context use', 'context clear'],
  'context-remove': ['context remove'],
  config: ['config set'],
  action: ['approve', 'pause', 'unpause', 'skip', 'abort', 'rollout'],
  hold: ['hold', 'lift'],
  fault: ['fault add', 'fault list', 'fault clear'],
  traffic: ['traffic start', 'traffic stop', 'traffic status'],
  clock: ['clock show', 'clock advance', 'clock to-next-event', 'clock pause', 'clock resume'],
  keys: ['keys list'],
  'keys-create': ['keys create', 'keys rotate'],
  'keys-revoke': ['keys revoke'],
  'gitops-init': ['gitops init'],
  'gitops-diff': ['gitops diff'],
  'gitops-log': ['gitops log'],
  webhooks: ['webhooks list'],
  'webhooks-test': ['webhooks test'],
  'webhooks-record': ['webhooks record'],
  'lab-list': ['lab list'],
  'lab-check': ['lab check'],
  'lab-hint': ['lab hint'],
  error: [],
};

/** The commands that print an output, such as `config set`. */
export function printersOf(name: OutputName): readonly string[] {
  return PRINTED_BY[name] ?? [name];
}

/** The output of a command, or of that name; undefined for a verb of a resource, whose output is the Console API's. */
export function outputNamed(words: string): OutputName | undefined {
  const names = Object.keys(OUTPUT_SCHEMAS) as OutputName[];
  return (
    names.find((name) => name === words) ?? names.find((name) => printersOf(name).includes(words))
  );
}
