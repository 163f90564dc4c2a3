import { readdir, readFile, rm } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';
import { writeFileAtomic } from '../../../orchestrator/common/atomic-file.ts';
import { AppError } from '../../../orchestrator/common/errors/app-error.ts';
import { hasCode } from '../../../orchestrator/common/errors/to-app-error.ts';
import { makeFolder } from '../../../orchestrator/common/make-folder.ts';

const bagSchema = z.record(z.string(), z.unknown());

const resourceSchema = z.strictObject({
  urn: z.string(),
  type: z.string(),
  name: z.string(),
  isCustom: z.boolean(),
  id: z.string(),
  inputs: bagSchema,
  /** The last outputs of the provider. */
  outputs: bagSchema,
  dependencies: z.array(z.string()),
  /** Why it must be updated again even when nothing differs: a step on it did not reach its end. */
  unfinished: z.string().nullable(),
  /** It may be neither deleted nor replaced; left out: it may. */
  isProtected: z.literal(true).exactOptional(),
});

const stateSchema = z.strictObject({
  version: z.literal(1),
  /** In the order of registration: what depends on another comes after it. */
  resources: z.array(resourceSchema),
  /** Replaced and not yet deleted. */
  retired: z.array(resourceSchema),
  /** Creations in progress: after a crash it is unknown whether they happened. */
  pending: z.array(z.strictObject({ urn: z.string(), name: z.string(), inputs: bagSchema })),
});

/** One resource as it is recorded. */
export type ResourceRecord = z.infer<typeof resourceSchema>;

/** One stack as it is recorded. */
export type StackState = z.infer<typeof stateSchema>;

/** The state of a stack that has nothing. */
export function emptyState(): StackState {
  return { version: 1, resources: [], retired: [], pending: [] };
}

/** The stacks of an embedded engine. */
export interface States {
  /** @throws AppError UPDATE_FAILED when the file cannot be understood. */
  read(stack: string): Promise<StackState | undefined>;
  /** Durable when it resolves; a reader sees the old or the new content, never a part. */
  write(stack: string, state: StackState): Promise<void>;
  remove(stack: string): Promise<void>;
  names(): Promise<string[]>;
}

const SUFFIX = '.json';

/** Stacks as JSON files of one folder. @param folder is made when it is first written to, readable by its owner only. */
export function createStateFolder(folder: string): States {
  const fileOf = (stack: string) => path.join(folder, `${encodeURIComponent(stack)}${SUFFIX}`);
  return {
    read: async (stack) => {
      const text = await readIfThere(fileOf(stack));
      return text === undefined ? undefined : parse(fileOf(stack), text);
    },
    write: async (stack, state) => {
      await makeFolder(folder, { mode: 0o700 });
      const text = `${JSON.stringify(state, null, 2)}\n`;
      await writeFileAtomic(fileOf(stack), text, { mode: 0o600 });
    },
    remove: (stack) => rm(fileOf(stack), { force: true }),
    names: async () => {
      const entries = await readdir(folder).catch(orIfMissing<string[]>([]));
      const files = entries.filter((name) => name.endsWith(SUFFIX));
      return files.map((name) => decodeURIComponent(name.slice(0, -SUFFIX.length))).sort();
    },
  };
}

/** Stacks that end with this process, for deployments that do so too. */
export function createMemoryStates(): States {
  const texts = new Map<string, string>();
  return {
    read: (stack) => {
      const text = texts.get(stack);
      return Promise.resolve(text === undefined ? undefined : parse(stack, text));
    },
    write: (stack, state) => {
      texts.set(stack, JSON.stringify(state));
      return Promise.resolve();
    },
    remove: (stack) => {
      texts.delete(stack);
      return Promise.resolve();
    },
    names: () => Promise.resolve([...texts.keys()].sort()),
  };
}

function parse(file: string, text: string): StackState {
  const result = z
    .string()
    .transform((json, context) => {
      try {
        return JSON.parse(json) as unknown;
      } catch (error) {
        context.addIssue({ code: 'custom', message: String(error) });
        return z.NEVER;
      }
    })
    .pipe(stateSchema)
    .safeParse(text);
  if (result.success) return result.data;
  throw new AppError(
    'UPDATE_FAILED',
    `The state file ${file} is damaged: ${z.prettifyError(result.error)}`,
    {
      action: 'Restore the file, or move it away with: npx colorteller repair --yes',
      details: { file },
    },
  );
}

function readIfThere(file: string): Promise<string | undefined> {
  return readFile(file, 'utf8').catch(orIfMissing<string | undefined>(undefined));
}

function orIfMissing<T>(instead: T): (error: unknown) => T {
  return (error) => {
    if (hasCode(error, 'ENOENT')) return instead;
    throw error;
  };
}

/** The state of a stack while an update works on it, written down after every step. */
export interface Journal {
  /** By URN, in the order of registration. */
  readonly resources: Map<string, ResourceRecord>;
  /** Replaced and not yet deleted. */
  readonly retired: Set<ResourceRecord>;
  /** Creations that were begun, by URN. */
  readonly pending: Map<string, StackState['pending'][number]>;
  /** Resolves when everything up to now is on the disk. */
  save(): Promise<void>;
  /** Nothing is written any more, as if this process had ended. */
  freeze(): void;
}

/** @param write is never called again before its last call has ended. */
export function createJournal(
  state: StackState,
  write: (state: StackState) => Promise<void>,
): Journal {
  const resources = new Map(state.resources.map((record) => [record.urn, record]));
  const retired = new Set(state.retired);
  const pending = new Map(state.pending.map((creation) => [creation.urn, creation]));
  let last: Promise<void> = Promise.resolve();
  let next: Promise<void> | undefined;
  let isFrozen = false;

  const snapshot = (): StackState => ({
    version: 1,
    resources: [...resources.values()],
    retired: [...retired],
    pending: [...pending.values()],
  });
  // Steps that end while a write is under way share the one after it.
  const save = (): Promise<void> => {
    next ??= last
      .catch(() => undefined)
      .then(() => {
        next = undefined;
        last = isFrozen ? Promise.resolve() : write(snapshot());
        return last;
      });
    return next;
  };
  const freeze = (): void => {
    isFrozen = true;
  };
  return { resources, retired, pending, save, freeze };
}
