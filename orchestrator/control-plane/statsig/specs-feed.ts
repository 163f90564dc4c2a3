import { brotliCompressSync, constants, gzipSync } from 'node:zlib';
import { AppError } from '../../common/errors/app-error.ts';
import type { PipelineState, Context } from '../../core/pipeline/state.ts';
import { onlyEnvironment } from '../../core/specs/only-environment.ts';
import { resolveSpecs, toSpecs } from '../../core/specs/resolve-specs.ts';
import type { SpecsContent } from '../../core/specs/spec-types.ts';
import { streamMessage } from './grpc-message.ts';
import { haveSameDecisions } from '../../core/pipeline/release.ts';
import type { StoredEvent } from '../../core/pipeline/event.ts';
import { createHash } from 'node:crypto';
import type { Definition } from '../../core/definition/definition.ts';
import { LONGEST_INLINE_SEGMENT } from '../../core/specs/resolve-condition.ts';

/** The specs of one environment in every form they are sent in; each is made on first use. */
export interface EncodedSpecs {
  json: () => Buffer;
  gzip: () => Buffer;
  br: () => Buffer;
  /** As a message of the stream. */
  message: () => Buffer;
}

/** What the SDKs get: the present specs, and a notice when they change. */
export interface SpecsFeed {
  /** `time` of the specs: rises with every change, and never falls, as it is a function of the log. */
  timeMs: () => number;
  /** @param environment EVERY_ENVIRONMENT for the rules of all of them. */
  encoded: (environment: string) => EncodedSpecs;
  idLists: () => readonly IdList[];
  /** To be called after each event. */
  onEvent: (event: StoredEvent) => void;
  /** Returns what ends it. */
  subscribe: (listener: () => void) => () => void;
}

/** What a gRPC client takes as one message, less the fields around the specs. */
const LARGEST_SPECS = 4 * 1024 * 1024 - 1024;

export function createSpecsFeed(options: {
  present: () => Context;
  /** What happened last. */
  events: readonly StoredEvent[];
}): SpecsFeed {
  const listeners = new Set<() => void>();
  let { definition, state } = options.present();
  let content = resolveSpecs(definition, state);
  let text = JSON.stringify(content);
  // An SDK takes no specs of time 0.
  let logMs = options.events.reduce(later, 1);
  let timeMs = logMs;
  let encodings = new Map<string, EncodedSpecs>();
  let idLists = idListsOf(definition);

  return {
    timeMs: () => timeMs,
    encoded: (environment) => {
      const encoded = encodings.get(environment) ?? encode(content, { timeMs, environment });
      encodings.set(environment, encoded);
      return encoded;
    },
    idLists: () => idLists,
    onEvent: (event) => {
      logMs = later(logMs, event);
      const before = { definition, state };
      ({ definition, state } = options.present());
      if (haveSameDecisions(before, { definition, state })) return;
      const next = resolveSpecs(definition, state);
      const nextText = JSON.stringify(next);
      if (nextText === text) return;
      content = next;
      text = nextText;
      timeMs = logMs;
      encodings = new Map();
      if (before.definition !== definition) idLists = idListsOf(definition);
      for (const listener of listeners) listener();
    },
    subscribe: (listener) => {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
  };
}

/**
 * Checks an event before it is stored. It checks the state that the releases lead to, so that no phase is refused half-way.
 * @throws AppError SPECS_TOO_LARGE when the SDKs could no longer take the specs.
 */
export function assertSpecsFit({ definition, state }: Context): void {
  const releases = Object.entries(state.activeReleases).map(([id, release]) => [
    id,
    { ...release, records: release.records.map((record) => ({ ...record, startedAtMs: 0 })) },
  ]);
  const activeReleases = Object.fromEntries(releases) as PipelineState['activeReleases'];
  const content = resolveSpecs(definition, { configs: state.configs, activeReleases });
  const bytes = Buffer.byteLength(JSON.stringify(content));
  if (bytes <= LARGEST_SPECS) return;
  throw new AppError(
    'SPECS_TOO_LARGE',
    `the gates, dynamic configs and segments take ${bytes} bytes as specs; an SDK takes ${LARGEST_SPECS} at most`,
    { action: 'Make values or lists of IDs shorter, or remove what is not needed any more.' },
  );
}

/** The time after an event: that of the event, and later than the one before in any case. */
function later(timeMs: number, { event }: StoredEvent): number {
  return Math.max(timeMs + 1, event.atMs);
}

function encode(content: SpecsContent, of: { timeMs: number; environment: string }): EncodedSpecs {
  const json = once(() =>
    Buffer.from(JSON.stringify(toSpecs(onlyEnvironment(content, of.environment), of))),
  );
  return {
    json,
    gzip: once(() => gzipSync(json())),
    br: once(() =>
      brotliCompressSync(json(), { params: { [constants.BROTLI_PARAM_QUALITY]: BROTLI_QUALITY } }),
    ),
    message: once(() => streamMessage({ spec: json(), lastUpdatedMs: of.timeMs })),
  };
}

/** Nearly as small as the best, in a fraction of the time. */
const BROTLI_QUALITY = 5;

function once<T>(make: () => T): () => T {
  let made: { value: T } | undefined;
  return () => (made ??= { value: make() }).value;
}

/** A segment as a file that SDKs download: a line for each ID, `+` and the beginning of its hash. */
interface IdList {
  name: string;
  /** Another for another content. */
  fileID: string;
  content: Buffer;
}

/** The segments that are too long to stand in the specs. */
function idListsOf({ segments }: Definition): IdList[] {
  return segments
    .filter(({ ids }) => ids.length > LONGEST_INLINE_SEGMENT)
    .map(({ name, ids }) => {
      const content = Buffer.from(ids.map((id) => `+${hashOf(id).slice(0, 8)}\n`).join(''));
      const fileID = createHash('sha256').update(name).update(content).digest('hex').slice(0, 32);
      return { name, fileID, content };
    });
}

function hashOf(id: string): string {
  return createHash('sha256').update(id).digest('base64');
}
