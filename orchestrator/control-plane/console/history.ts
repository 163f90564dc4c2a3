import type { Definition } from '../../core/definition/definition.ts';
import type { Interpreter } from '../../runtime/interpreter/interpreter.ts';
import { isDeepStrictEqual } from '../../core/pipeline/deep-equal.ts';
import type { PipelineEvent, StoredEvent } from '../../core/pipeline/event.ts';
import { pagesAfter } from '../../runtime/store/event-store.ts';
import { reduce } from '../../core/pipeline/reduce.ts';
import { replayStart } from '../../core/pipeline/replay.ts';
import type { ConfigDefinition, Context } from '../../core/pipeline/state.ts';
import { savedConfigs } from './saved-configs.ts';

/** Who did something, and when. */
export interface Authorship {
  actor: string;
  atMs: number;
}

/** One saved version of a gate or dynamic config. */
export interface SavedVersion extends Authorship {
  configVersion: number;
  config: ConfigDefinition;
}

/** The history of a gate, dynamic config or pipeline in the log. */
export interface Biography {
  created: Authorship;
  modified: Authorship;
  /** Oldest first; none of pipelines. */
  versions: readonly SavedVersion[];
}

export interface History {
  /** Undefined when nothing has that name. */
  ofConfig(name: string): Biography | undefined;
  ofPipeline(name: string): Biography | undefined;
}

const UNKNOWN: Authorship = { actor: 'workspace file', atMs: 0 };

/** Reads from the log who made and changed what; each event is read once, on first use. */
export function createHistory(interpreter: Interpreter): () => History {
  const configs = new Map<string, RecordedBiography>();
  const pipelines = new Map<string, RecordedBiography>();
  const [first] = interpreter.events(0, 1);
  let seq = 0;
  let present: Context = replayStart(first?.event, interpreter.definition());
  record(configs, configEntries(present), UNKNOWN);
  record(pipelines, pipelineEntries(present.definition), UNKNOWN);

  return () => {
    for (const stored of eventsAfter(interpreter, seq)) {
      seq = stored.seq;
      const { event } = stored;
      const reduction = reduce(present.definition, present.state, event);
      if (!reduction.accepted) continue;
      const hasStepped = reduction.state.ramps !== present.state.ramps;
      present = reduction;
      const authorship = authorshipOf(event) ?? (hasStepped ? stepOf(event) : undefined);
      if (authorship === undefined) continue;
      record(configs, configEntries(present), authorship);
      if (event.type === 'definition-changed') {
        record(pipelines, pipelineEntries(event.definition), authorship);
      }
    }
    return { ofConfig: (name) => configs.get(name), ofPipeline: (name) => pipelines.get(name) };
  };
}

function* eventsAfter(interpreter: Interpreter, after: number): Generator<StoredEvent> {
  const readAfter = (seq: number, most?: number) => interpreter.events(seq, most);
  for (const page of pagesAfter({ readAfter }, after)) yield* page;
}

/** What happened by itself changes nothing that anyone saved. */
function authorshipOf(event: PipelineEvent): Authorship | undefined {
  return 'actor' in event ? { actor: event.actor, atMs: event.atMs } : undefined;
}

/** Of the versions that a ramp makes. */
function stepOf({ atMs }: PipelineEvent): Authorship {
  return { actor: 'ramp', atMs };
}

interface Entry {
  name: string;
  /** What is compared with before. */
  saved: unknown;
  version: Pick<SavedVersion, 'configVersion' | 'config'> | null;
}

/** A biography with the content it last recorded. */
interface RecordedBiography extends Biography {
  saved: unknown;
}

function record(
  biographies: Map<string, RecordedBiography>,
  entries: readonly Entry[],
  authorship: Authorship,
): void {
  const names = new Set(entries.map(({ name }) => name));
  for (const name of biographies.keys()) if (!names.has(name)) biographies.delete(name);
  for (const { name, saved, version } of entries) {
    const previous = biographies.get(name);
    if (previous !== undefined && isDeepStrictEqual(previous.saved, saved)) continue;
    const versions = previous?.versions ?? [];
    const isNew =
      version !== null &&
      !versions.some(({ configVersion }) => configVersion === version.configVersion);
    biographies.set(name, {
      saved,
      created: previous?.created ?? authorship,
      modified: authorship,
      versions: isNew ? [...versions, { ...version, ...authorship }] : versions,
    });
  }
}

function configEntries(context: Context): Entry[] {
  return [...savedConfigs(context).values()].map((saved) => ({
    name: saved.config.name,
    saved,
    version: saved,
  }));
}

function pipelineEntries({ pipelines }: Definition): Entry[] {
  return pipelines.map((pipeline) => ({ name: pipeline.name, saved: pipeline, version: null }));
}
