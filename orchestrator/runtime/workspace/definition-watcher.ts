import { withAnySignal } from '../../common/with-any-signal.ts';
import path from 'node:path';
import { watch } from 'chokidar';
import type { Clock } from '../../common/clock.ts';
import { AppError } from '../../common/errors/app-error.ts';
import type { Definition } from '../../core/definition/definition.ts';
import { findWorkspaceFile, rivalsOf } from './find-workspace-file.ts';
import { ABSENT, fingerprint } from './fingerprint.ts';
import { programsFolder } from './program-builds.ts';
import { readDefinition, type DefinitionReading } from './read-definition-file.ts';

/** The result of one read of the workspace file: its definition, or what is wrong with it. */
export type DefinitionResult = { definition: Definition } | { broken: AppError };

export interface DefinitionWatcherOptions {
  /** Absolute path of the workspace file. */
  file: string;
  /** What was read of it before. Default: nothing, so that the first poll reads it. */
  inputs?: DefinitionReading['inputs'] | undefined;
  clock: Clock;
  /** Called with each settled reading that differs from the one before, one at a time. */
  onReading: (reading: DefinitionResult) => Promise<void>;
  /** Called after a poll that found the files unchanged. */
  onUnchanged: () => void;
  /** The operating system refuses to watch; the file is still polled every few seconds. */
  onWatchError: (error: unknown) => void;
}

/** An edit is complete when the files stay unchanged for so long. */
const SETTLED_MS = 100;
/** File systems lose events (network mounts, watch limits): the file is polled this often anyway. */
const SAFETY_POLL_MS = 5_000;

/**
 * Reads the workspace file where it differs from what was read before, and after each change of it or of what it imports,
 * until closed. There is one reader: an event during a read causes another read, so that the newest content wins. The
 * folders are watched, not the files, so that a file that is replaced by a rename is followed.
 */
export function watchDefinition(options: DefinitionWatcherOptions): { close: () => Promise<void> } {
  const { file, clock, onReading } = options;
  const stopping = new AbortController();
  const { signal } = stopping;
  let wakeUp = new AbortController();
  /** What the last reading was made of. */
  let inputs: Inputs = new Map([
    ...rivalsOf(file).map((rival) => [rival, ABSENT] as const),
    ...(options.inputs ?? unread(new Map([[file, '']]))),
  ]);

  const wake = () => wakeUp.abort();
  const isStopped = () => signal.aborted;

  const poll = async (): Promise<void> => {
    const present = await settled(inputs, clock, signal);
    if (isStopped()) return;
    if (isSame(present, inputs)) {
      options.onUnchanged();
      return;
    }
    // An event ends a reading that may never end by itself.
    const { signal: edited } = wakeUp;
    const reading = await withAnySignal([signal, edited], (either) => readAny(file, either));
    if (isStopped()) return;
    if (edited.aborted || !isSame(await presentOf(reading.inputs), reading.inputs)) {
      inputs = unread(new Map([...inputs, ...reading.inputs]));
      wake();
      return;
    }
    ({ inputs } = reading);
    watcher.add(foldersOf(inputs));
    await onReading(reading.result);
  };

  const run = async (): Promise<void> => {
    while (!isStopped()) {
      wakeUp = new AbortController();
      await poll();
      await withAnySignal([signal, wakeUp.signal], (either) =>
        clock.sleep(SAFETY_POLL_MS, either),
      ).catch(() => undefined);
    }
  };

  const watcher = watch(foldersOf(inputs), {
    depth: 0,
    ignoreInitial: true,
    atomic: false,
    ignored: (candidate) => !inputs.has(candidate) && !foldersOf(inputs).includes(candidate),
  });
  // 'raw' comes for each event of the system, before chokidar has worked out what it means. Other names are skipped:
  // the logs are written into the same folder.
  watcher.on('raw', (_event, name: string | null) => {
    if (name === null || namesOf(inputs).has(path.basename(name))) wake();
  });
  watcher.on('all', wake).on('ready', wake).on('error', options.onWatchError);
  const ended = run();
  return {
    close: async () => {
      stopping.abort();
      await ended;
      await watcher.close();
    },
  };
}

type Inputs = DefinitionReading['inputs'];

/** The same files, whose content is that of no file. */
const unread = (inputs: Inputs): Inputs => new Map(Array.from(inputs.keys(), (file) => [file, '']));

const foldersOf = (inputs: Inputs) => [
  ...new Set(Array.from(inputs.keys(), (file) => path.dirname(file))),
];

const namesOf = (inputs: Inputs) =>
  new Set(Array.from(inputs.keys(), (file) => path.basename(file)));

function isSame(a: Inputs, b: Inputs): boolean {
  return a.size === b.size && [...a].every(([file, content]) => b.get(file) === content);
}

/** What two looks at the same files agree on. */
async function settled(inputs: Inputs, clock: Clock, signal: AbortSignal): Promise<Inputs> {
  let present = await presentOf(inputs);
  for (;;) {
    await clock.sleep(SETTLED_MS, signal).catch(() => undefined);
    const next = await presentOf(inputs);
    if (isSame(next, present) || signal.aborted) return next;
    present = next;
  }
}

async function presentOf(inputs: Inputs): Promise<Inputs> {
  const files = [...inputs.keys()];
  return new Map(
    await Promise.all(files.map(async (file) => [file, await fingerprint(file)] as const)),
  );
}

/** A file that cannot be read is a broken one. */
async function readAny(file: string, signal: AbortSignal): Promise<DefinitionReading> {
  const before = await fingerprint(file);
  const rivals = await presentOf(new Map(rivalsOf(file).map((rival) => [rival, ABSENT])));
  try {
    // One that came beside it is a problem at once, not at the next start.
    if ([...rivals.values()].some((present) => present !== ABSENT)) {
      await findWorkspaceFile(path.dirname(file));
    }
    const reading = await readDefinition(file, {
      signal,
      programs: programsFolder(path.dirname(file)),
    });
    return { ...reading, inputs: new Map([...rivals, ...reading.inputs]) };
  } catch (error) {
    const message = `the workspace file ${path.relative('.', file)} cannot be read`;
    const broken =
      error instanceof AppError
        ? error
        : new AppError('WORKSPACE_INVALID', message, { cause: error });
    return { inputs: new Map([...rivals, [file, before]]), result: { broken } };
  }
}
